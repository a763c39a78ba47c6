using Butler.Local.FunctionsHost;
using Butler.Local.FunctionsHost.Configuration;
using Butler.Local.FunctionsHost.Worker;
using Butler.Local.FunctionsHost.Worker.Protocol;
using Butler.Tests;
using Microsoft.Extensions.Logging;

namespace Butler.Local.Tests.FunctionsHost;

/// <summary>A host that runs the functions of a test, and an app that does as it is told.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    public const string HostJson =
        """
        { "version": "2.0",
          "functionTimeout": "00:05:00",
          "extensions": { "http": { "routePrefix": "api" }, "serviceBus": { "maxConcurrentCalls": 2, "maxAutoLockRenewalDuration": "00:02:00" } } }
        """;

    private readonly List<RpcFunctionMetadata> functions = [];
    private LocalFunctionsHost? host;

    public TestApp()
    {
        Write("host.json", HostJson);
        Loggers = LoggerFactory.Create(l => l.AddProvider(Log));
    }

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("butler-host-").FullName;

    public FakeApp App { get; } = new();

    public FakeQueues Queues { get; } = new();

    public FakeTime Time { get; init; } = new();

    public RecordingLogger Log { get; } = new();

    public ILoggerFactory Loggers { get; }

    public Dictionary<string, string> Settings { get; } = new() { ["ServiceBus"] = "Endpoint=sb://127.0.0.1" };

    public bool RequireKeys { get; init; }

    public HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(20) };

    public FunctionsHostOptions Options => new()
    {
        WorkerPath = "app.dll",
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

    /// <summary>Adds a function as a worker declares it.</summary>
    public TestApp With(string name, params IEnumerable<string> bindings)
    {
        functions.Add(new RpcFunctionMetadata { Name = name, RawBindings = { bindings } });
        return this;
    }

    public TestApp WithRetry(string name, string binding)
    {
        functions.Add(new RpcFunctionMetadata
        {
            Name = name,
            RawBindings = { binding },
            RetryOptions = new RpcRetryOptions { MaxRetryCount = 3 },
        });
        return this;
    }

    public TestApp WithHttp(string name, string rest) =>
        With(name, $$"""{ "type": "httpTrigger", "direction": "In", "name": "req", {{rest}} }""",
            """{ "type": "http", "direction": "Out", "name": "$return" }""");

    public TestApp WithQueue(string name, string queue) => With(
        name, $$"""{ "type": "serviceBusTrigger", "direction": "In", "name": "msg", "queueName": "{{queue}}", "connection": "ServiceBus","""
            + """ "dataType": "Binary" }""");

    public TestApp WithTimer(string name, string schedule, string rest = "\"useMonitor\": true") =>
        With(name, $$"""{ "type": "timerTrigger", "direction": "In", "name": "timer", "schedule": "{{schedule}}", {{rest}} }""");

    /// <summary>Reads host.json and the functions.</summary>
    public AppRoot Read() => WorkerFunctions.Read(Directory, functions, new AppSettings(Settings));

    public async Task<LocalFunctionsHost> StartAsync()
    {
        host = await LocalFunctionsHost.StartAsync(
            Options, Queues, new AppUnderHost(Read(), App, App, App), Time, Loggers, TestContext.Current.CancellationToken);
        Client.BaseAddress = host.Address;
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        Loggers.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
