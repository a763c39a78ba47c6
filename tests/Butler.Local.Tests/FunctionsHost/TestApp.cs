using Butler.Local.FunctionsHost;
using Butler.Local.FunctionsHost.Configuration;
using Butler.Tests;
using Microsoft.Extensions.Logging;

namespace Butler.Local.Tests.FunctionsHost;

/// <summary>An app root in a directory of its own, a host that runs it, and a handler that does as it is told.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    public const string HostJson =
        """
        { "version": "2.0",
          "customHandler": { "description": { "defaultExecutablePath": "handler" }, "enableProxyingHttpRequest": true, "enableForwardingHttpRequest": true },
          "functionTimeout": "00:05:00",
          "extensions": { "http": { "routePrefix": "api" }, "serviceBus": { "maxConcurrentCalls": 2, "maxAutoLockRenewalDuration": "00:02:00" } } }
        """;

    private LocalFunctionsHost? host;

    public TestApp()
    {
        Write("host.json", HostJson);
        Loggers = LoggerFactory.Create(l => l.AddProvider(Log));
    }

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("butler-host-").FullName;

    public FakeHandler Handler { get; init; } = new();

    public FakeQueues Queues { get; } = new();

    public FakeTime Time { get; init; } = new();

    public RecordingLogger Log { get; } = new();

    public ILoggerFactory Loggers { get; }

    public Dictionary<string, string> Settings { get; } = new() { ["ServiceBus"] = "Endpoint=sb://127.0.0.1" };

    public bool RequireKeys { get; init; }

    public HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(20) };

    public FunctionsHostOptions Options => new()
    {
        AppRoot = Directory,
        AppSettings = Settings,
        DataDirectory = Path.Combine(Directory, "data"),
        RequireKeys = RequireKeys,
    };

    public TestApp Write(string file, string text)
    {
        var path = Path.Combine(Directory, file);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    public TestApp WithHttp(string name, string rest) => Write(
        $"{name}/function.json",
        $$"""{ "bindings": [ { "type": "httpTrigger", "direction": "in", "name": "req", {{rest}} }, { "type": "http", "direction": "out", "name": "res" } ] }""");

    public TestApp WithQueue(string name, string queue, string rest = "\"dataType\": \"binary\"") => Write(
        $"{name}/function.json",
        $$"""{ "bindings": [ { "type": "serviceBusTrigger", "direction": "in", "name": "msg", "queueName": "{{queue}}", "connection": "ServiceBus", {{rest}} } ] }""");

    public TestApp WithTimer(string name, string schedule, string rest = "\"useMonitor\": true") => Write(
        $"{name}/function.json",
        $$"""{ "bindings": [ { "type": "timerTrigger", "direction": "in", "name": "timer", "schedule": "{{schedule}}", {{rest}} } ] }""");

    public async Task<LocalFunctionsHost> StartAsync()
    {
        host = await LocalFunctionsHost.StartAsync(Options, Queues, _ => Handler, Time, Loggers, TestContext.Current.CancellationToken);
        Client.BaseAddress = host.Address;
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (host is null)
        {
            await Handler.DisposeAsync();
        }
        else
        {
            await host.DisposeAsync();
        }

        Loggers.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
