using Butler.Local.FunctionsHost.Configuration;

namespace Butler.Local.Tests.FunctionsHost;

public sealed class AppRootTests : IAsyncDisposable
{
    private readonly TestApp app = new();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public void A_whole_app_is_read()
    {
        app.WithTimer("Sweep", "0 * * * * *").WithQueue("ProcessEvent", "events").WithHttp(
            "Health", "\"route\": \"healthz\", \"methods\": [\"get\"]");

        var root = app.Read();

        root.Functions.Select(f => f.Name).ShouldBe(["Health", "ProcessEvent", "Sweep"]);
        root.Functions[1].ShouldBe(new FunctionDefinition("ProcessEvent", new QueueTrigger("msg", "events", Binary: true)));
        root.Host.ShouldBe(new HostJson
        {
            RoutePrefix = "api",
            FunctionTimeout = TimeSpan.FromMinutes(5),
            MaxConcurrentCalls = 2,
            MaxAutoLockRenewal = TimeSpan.FromMinutes(2),
        });
    }

    [Theory]
    [InlineData("{", "host.json: line 1: ")]
    [InlineData("[]", "host.json: an object was expected")]
    [InlineData("{}", "host.json: version: is required")]
    [InlineData("""{ "version": "1.0" }""", "host.json: version: must be \"2.0\"")]
    [InlineData(
        """{ "version": "2.0", "customHandler": {} }""",
        "host.json: customHandler: is not supported by this host, which runs isolated workers")]
    [InlineData(
        """{ "version": "2.0", "functionTimeout": "soon", "extensions": { "serviceBus": { "autoCompleteMessages": false } } }""",
        "host.json: extensions.serviceBus.autoCompleteMessages: must be true: functions cannot settle messages themselves under this "
            + "host|host.json: functionTimeout: a duration such as 00:05:00 was expected, not 'soon'")]
    public void A_fault_in_host_json_is_told_with_its_key(string text, string faults)
    {
        app.Write("host.json", text);

        Faults().ShouldStartWith(faults);
    }

    [Theory]
    [InlineData("{", "F: bindings: ")]
    [InlineData("{}", "F: bindings: exactly one of httpTrigger, timerTrigger and serviceBusTrigger was expected, not 0")]
    [InlineData(
        """{ "type": "timerTrigger", "name": "t", "schedule": "* * *" }""",
        "F: bindings[0].schedule: six cron fields were expected (second minute hour day month weekday), not '* * *'")]
    [InlineData(
        """{ "type": "timerTrigger", "name": "t", "schedule": "%WHEN%" }""",
        "F: bindings[0].schedule: there is no app setting 'WHEN'")]
    [InlineData("""{ "type": "timerTrigger", "name": "t" }""", "F: bindings[0].schedule: is required")]
    [InlineData(
        """{ "type": "serviceBusTrigger", "name": "m", "queueName": "q", "dataType": "Binary", "connection": "Bus" }""",
        "F: bindings[0].connection: there is no app setting 'Bus' and none that starts with 'Bus__'")]
    [InlineData(
        """{ "type": "serviceBusTrigger", "name": "m", "queueName": "q", "dataType": "Binary", "connection": "ServiceBus","""
            + """ "cardinality": "Many" }""",
        "F: bindings[0].cardinality: only 'one' is supported by this host")]
    [InlineData(
        """{ "type": "serviceBusTrigger", "name": "m", "queueName": "q", "dataType": "String", "connection": "ServiceBus" }""",
        "F: bindings: a message's body must be bound as byte[]")]
    [InlineData(
        """{ "type": "serviceBusTrigger", "queueName": "q", "dataType": "Binary", "connection": "ServiceBus" }""",
        "F: bindings[0].name: is required")]
    [InlineData(
        """{ "type": "httpTrigger", "name": "req", "authLevel": "nobody" }""",
        "F: bindings[0].authLevel: anonymous, function or admin was expected, not 'nobody'")]
    [InlineData(
        """{ "type": "httpTrigger", "name": "req", "route": "admin/x" }""",
        "F: bindings[0].route: paths below admin and runtime belong to the host")]
    [InlineData("""{ "type": "httpTrigger", "name": "req", "route": "a/{b" }""", "F: bindings[0].route: ")]
    public void A_fault_in_a_binding_is_told_with_its_key(string binding, string faults)
    {
        app.With("F", binding);

        Faults().ShouldStartWith(faults);
    }

    [Fact]
    public void Another_binding_than_the_trigger_is_a_fault()
    {
        app.With("F", """{ "type": "timerTrigger", "name": "t", "schedule": "0 * * * * *" }""", """{ "type": "queue", "name": "out" }""");

        Faults().ShouldBe("F: bindings[1].type: output and input bindings are not supported by this host");
    }

    [Fact]
    public void Retries_by_the_host_are_a_fault()
    {
        app.WithRetry("F", """{ "type": "timerTrigger", "name": "t", "schedule": "0 * * * * *" }""");

        Faults().ShouldBe("F: retry: is not supported by this host");
    }

    [Fact]
    public void All_faults_are_listed_at_once()
    {
        app.Write("host.json", "{}").With("A", "{}").With("B", "{");

        Should.Throw<AppRootException>(() => app.Read()).Faults.Count.ShouldBe(3);
    }

    private string Faults() => string.Join('|', Should.Throw<AppRootException>(() => app.Read()).Faults);
}
