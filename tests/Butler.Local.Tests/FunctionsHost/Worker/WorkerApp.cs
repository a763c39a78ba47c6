using Butler.Local.FunctionsHost;
using Butler.Local.FunctionsHost.Configuration;
using Microsoft.Extensions.Logging;

namespace Butler.Local.Tests.FunctionsHost.Worker;

/// <summary>The test worker under a host: a genuine isolated worker in a process of its own.</summary>
internal sealed class WorkerApp : IAsyncDisposable
{
    private LocalFunctionsHost? host;

    public WorkerApp()
    {
        Loggers = LoggerFactory.Create(l => l.AddProvider(Log).AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Grpc", LogLevel.Warning).AddFilter("Yarp", LogLevel.Warning));
        Settings = new Dictionary<string, string>
        {
            ["ServiceBus"] = "Endpoint=sb://127.0.0.1",
            ["SHOWN"] = "shown",
            ["SCHEDULE"] = "0 0 0 1 1 *",
            ["TEST_DIRECTORY"] = Directory,
        };
    }

    /// <summary>Where the test and the worker set signals, and where the host keeps its data.</summary>
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("butler-worker-").FullName;

    public FakeQueues Queues { get; } = new();

    public RecordingLogger Log { get; } = new();

    public ILoggerFactory Loggers { get; }

    public Dictionary<string, string> Settings { get; }

    public bool RequireKeys { get; init; }

    public string HostJson { get; init; } = File.ReadAllText(Path.Combine(WorkerDirectory, "host.json"));

    public HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(60) };

    public LocalFunctionsHost Host => host!;

    private static string WorkerDirectory => Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Butler.TestWorker",
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))));

    public async Task<WorkerApp> StartAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(Directory, "host.json"), HostJson, TestContext.Current.CancellationToken);
        var options = new FunctionsHostOptions
        {
            HostJsonDirectory = Directory,
            WorkerPath = Path.Combine(WorkerDirectory, "Butler.TestWorker.dll"),
            AppSettings = Settings,
            DataDirectory = Directory,
            RequireKeys = RequireKeys,
        };
        host = await LocalFunctionsHost.StartAsync(options, Queues, TimeProvider.System, Loggers, TestContext.Current.CancellationToken);
        Client.BaseAddress = host.Address;
        return this;
    }

    /// <summary>Puts a message on the queue <c>orders</c>, locked for a minute once it is taken.</summary>
    public void Put(string body) =>
        Queues.Put("orders", FakeQueues.Message(body) with { LockedUntil = TimeProvider.System.GetUtcNow().AddMinutes(1) });

    /// <summary>Tells the worker to go on.</summary>
    public void Signal(string name) => File.WriteAllText(Path.Combine(Directory, name), "");

    /// <summary>Waits for the worker to say how far it is.</summary>
    public Task SignalledAsync(string name) => Eventually.TrueAsync(() => HasSignal(name), $"the worker signals \"{name}\"");

    public bool HasSignal(string name) => File.Exists(Path.Combine(Directory, name));

    /// <summary>Waits for a log entry that begins like this, and gives it without its beginning.</summary>
    public async Task<string> LoggedAsync(string beginning)
    {
        await Eventually.TrueAsync(() => Log.Entries.Any(Begins), $"a line begins with \"{beginning}\"");
        return Log.Entries.First(Begins)[beginning.Length..];

        bool Begins(string entry) => entry.StartsWith(beginning, StringComparison.Ordinal);
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
