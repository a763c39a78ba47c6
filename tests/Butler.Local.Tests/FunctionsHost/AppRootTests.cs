using Butler.Local.FunctionsHost.Configuration;

namespace Butler.Local.Tests.FunctionsHost;

public sealed class AppRootTests : IAsyncDisposable
{
    private readonly TestApp app = new();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public void A_whole_app_root_is_read()
    {
        app.WithTimer("Sweep", "0 * * * * *").WithQueue("ProcessEvent", "events")
            .WithHttp("Health", "\"route\": \"healthz\", \"methods\": [\"get\"]");
        Directory.CreateDirectory(Path.Combine(app.Directory, "node_modules"));

        var root = AppRoot.Read(app.Directory, app.Settings);

        root.Functions.Select(f => f.Name).ShouldBe(["Health", "ProcessEvent", "Sweep"]);
        root.Functions[1].ShouldBe(new FunctionDefinition("ProcessEvent", new QueueTrigger("msg", "events", Binary: true)));
        root.Host.MaxConcurrentCalls.ShouldBe(2);
        root.Host.MaxAutoLockRenewal.ShouldBe(TimeSpan.FromMinutes(2));
        root.Host.FunctionTimeout.ShouldBe(TimeSpan.FromMinutes(5));
        root.Host.InitializationTimeout.ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_function_that_is_switched_off_is_left_out()
    {
        app.Write("Sweep/function.json", """{ "disabled": true, "bindings": [ { "type": "timerTrigger", "name": "timer", "schedule": "0 * * * * *" } ] }""");

        AppRoot.Read(app.Directory, app.Settings).Functions.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{", "host.json: line 1: ")]
    [InlineData("[]", "host.json: an object was expected")]
    [InlineData("{}", "host.json: version: is required|host.json: customHandler: is required")]
    [InlineData("""{ "version": "1.0", "customHandler": { "enableProxyingHttpRequest": true, "description": { "defaultExecutablePath": "x" } } }""", "host.json: version: must be \"2.0\"")]
    [InlineData("""{ "version": "2.0", "customHandler": { "description": { "defaultExecutablePath": "x" } } }""", "host.json: customHandler.enableProxyingHttpRequest: must be true")]
    [InlineData("""{ "version": "2.0", "customHandler": { "enableProxyingHttpRequest": "yes", "description": { "defaultExecutablePath": 1 } }, "functionTimeout": "soon" }""", "host.json: customHandler.enableProxyingHttpRequest: true or false was expected|host.json: customHandler.enableProxyingHttpRequest: must be true|host.json: customHandler.description.defaultExecutablePath: a text was expected|host.json: functionTimeout: a duration such as 00:05:00 was expected, not 'soon'")]
    public void A_fault_in_host_json_is_told_with_its_key(string text, string faults)
    {
        app.Write("host.json", text);

        Faults().ShouldStartWith(faults);
    }

    [Theory]
    [InlineData("{", "F/function.json: line 1: ")]
    [InlineData("""{ "bindings": [] }""", "F/function.json: bindings: exactly one of httpTrigger, timerTrigger and serviceBusTrigger was expected, not 0")]
    [InlineData("""{ "bindings": [ { "type": "timerTrigger", "name": "t", "schedule": "* * *" } ] }""", "F/function.json: bindings[0].schedule: six cron fields were expected (second minute hour day month weekday), not '* * *'")]
    [InlineData("""{ "bindings": [ { "type": "timerTrigger", "name": "t", "schedule": "%WHEN%" } ] }""", "F/function.json: bindings[0].schedule: there is no app setting 'WHEN'")]
    [InlineData("""{ "bindings": [ { "type": "timerTrigger", "name": "t" } ] }""", "F/function.json: bindings[0].schedule: is required")]
    [InlineData("""{ "bindings": [ { "type": "serviceBusTrigger", "name": "m", "queueName": "q", "connection": "Bus" } ] }""", "F/function.json: bindings[0].connection: there is no app setting 'Bus' and none that starts with 'Bus__'")]
    [InlineData("""{ "bindings": [ { "type": "serviceBusTrigger", "name": "m", "queueName": "q", "connection": "ServiceBus", "cardinality": "many" } ] }""", "F/function.json: bindings[0].cardinality: only 'one' is supported by this host")]
    [InlineData("""{ "bindings": [ { "type": "serviceBusTrigger", "queueName": "q", "connection": "ServiceBus" } ] }""", "F/function.json: bindings[0].name: is required")]
    [InlineData("""{ "bindings": [ { "type": "httpTrigger", "name": "req" } ] }""", "F/function.json: bindings: an httpTrigger goes with exactly one other binding, of type http")]
    [InlineData("""{ "bindings": [ { "type": "httpTrigger", "name": "req", "authLevel": "nobody" }, { "type": "http", "name": "res" } ] }""", "F/function.json: bindings[0].authLevel: anonymous, function or admin was expected, not 'nobody'")]
    [InlineData("""{ "bindings": [ { "type": "httpTrigger", "name": "req", "route": "admin/x" }, { "type": "http", "name": "res" } ] }""", "F/function.json: bindings[0].route: paths below admin and runtime belong to the host")]
    [InlineData("""{ "bindings": [ { "type": "httpTrigger", "name": "req", "route": "a/{b" }, { "type": "http", "name": "res" } ] }""", "F/function.json: bindings[0].route: ")]
    [InlineData("""{ "bindings": [ { "type": "timerTrigger", "name": "t", "schedule": "0 * * * * *" }, { "type": "queue", "name": "out" } ] }""", "F/function.json: bindings[1].type: output and input bindings are not supported by this host")]
    [InlineData("""{ "bindings": [ { "type": "timerTrigger", "name": "t", "schedule": "0 * * * * *" } ], "retry": {} }""", "F/function.json: retry: is not supported by this host")]
    public void A_fault_in_a_function_json_is_told_with_its_key(string text, string faults)
    {
        app.Write("F/function.json", text);

        Faults().ShouldStartWith(faults);
    }

    [Fact]
    public void All_faults_of_all_files_are_listed_at_once()
    {
        app.Write("host.json", "{}").Write("A/function.json", "{}").Write("B/function.json", "[]");

        Faults().Split('|').Length.ShouldBe(4);
    }

    private string Faults() => string.Join('|', Should.Throw<AppRootException>(() => AppRoot.Read(app.Directory, app.Settings)).Faults);
}
