using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Local.ServiceBus;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.RelayAgent.Tests.Windows;

/// <summary>
/// The published Windows program with a configuration, a journal and a Service Bus of its own, which this process, on Linux, watches.
/// </summary>
internal sealed class WindowsRelay : IAsyncDisposable
{
    public const string Name = "node";
    public const string Key = "the key of the tests, long enough";

    private readonly Wine wine;
    private readonly int port = LoopbackPort.Udp();
    private readonly int busPort = LoopbackPort.Tcp();
    private readonly UdpClient sender = new();
    private ServiceBusEmulator? bus;
    private Process? process;

    private WindowsRelay(Wine wine) => this.wine = wine;

    /// <summary>Its folder, as Linux has it.</summary>
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("butler-windows-").FullName;

    /// <summary>The process in the foreground.</summary>
    public Process Process => process!;

    /// <summary>The port it listens on.</summary>
    public int Port => port;

    /// <summary>The connection string of its Service Bus.</summary>
    public string Connection =>
        $"Endpoint=sb://127.0.0.1:{busPort};SharedAccessKeyName=a;SharedAccessKey=YQ==;UseDevelopmentEmulator=true";

    /// <summary>What it logged, all days together.</summary>
    public string Log => string.Concat(System.IO.Directory.GetFiles(At("logs")).Order().Select(ReadShared));

    /// <summary>Writes its configuration; nothing runs yet, its Service Bus neither.</summary>
    /// <param name="wine">The Windows to run in.</param>
    /// <param name="more">More of the configuration, for its folder.</param>
    public static async Task<WindowsRelay> CreateAsync(Wine wine, Func<string, string>? more = null)
    {
        await wine.UpAsync();
        var relay = new WindowsRelay(wine);
        await File.WriteAllTextAsync(relay.At("relay.yaml"), $$"""
            relay: { name: {{Name}}, site: main }
            serviceBus: { connection: "{{relay.Connection}}" }
            udp: { listen: "127.0.0.1:{{relay.port}}" }
            journal: { directory: journal }
            log: { directory: logs }
            {{more?.Invoke(relay.Directory)}}
            """);
        return relay;
    }

    /// <summary>A path in its folder, as Linux has it.</summary>
    public string At(string path) => Path.Combine(Directory, path);

    /// <summary>Runs a command of it to its end.</summary>
    public Task<(int ExitCode, string Output)> RunAsync(params string[] words) =>
        wine.RunAsync([Wine.Relay, .. words, "--config", Wine.PathOf(At("relay.yaml"))]);

    /// <summary>Asks or tells the service manager, by Windows' own tool.</summary>
    public async Task<string> ServiceAsync(string word) => (await wine.RunAsync("sc", word, "butler-relay")).Output;

    /// <summary>
    /// Waits until the service is in a state, such as <c>RUNNING</c>, and answers what the service manager says of it then.
    /// </summary>
    public async Task<string> ServiceIsAsync(string state)
    {
        var since = Stopwatch.StartNew();
        var said = await ServiceAsync("query");
        while (!said.Contains($" {state}", StringComparison.Ordinal) && since.Elapsed < TimeSpan.FromSeconds(60))
        {
            await Task.Delay(200);
            said = await ServiceAsync("query");
        }

        said.ShouldContain($" {state}");
        return said;
    }

    /// <summary>Starts it in the foreground, until it listens.</summary>
    public async Task StartAsync()
    {
        process = wine.Start(Wine.Relay, "run", "--config", Wine.PathOf(At("relay.yaml")));
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        (await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)))
            .ShouldBe($"butler-relay is listening on udp=127.0.0.1:{port}");
    }

    /// <summary>Kills it without a word.</summary>
    public async Task KillAsync()
    {
        Process.Kill();
        await Process.WaitForExitAsync();
        Process.Dispose();
        process = null;
    }

    /// <summary>Sends failed reloads from this process.</summary>
    public void Send(int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            sender.Send(
                Encoding.UTF8.GetBytes(
                    $"/scheduler-task-failed/;WIN;Täsk;App;INTERNAL\\sa;{Guid.Empty};{Guid.Empty};"
                        + $"2031-03-14 04:12:07,000;WARN;{ExecutionId(i)};Max retries reached"),
                new IPEndPoint(IPAddress.Loopback, port));
        }
    }

    /// <summary>Waits until the journal's files hold so many of the failed reloads.</summary>
    public Task JournaledAsync(int count) => Eventually.TrueAsync(
        () => System.IO.Directory.Exists(At("journal"))
            && System.IO.Directory.GetFiles(At("journal"), "*.segment")
                .Sum(file => ReadShared(file).Split("/scheduler-task-failed/").Length - 1) == count,
        $"{count} datagrams are in the journal",
        TimeSpan.FromSeconds(60));

    /// <summary>Starts its Service Bus.</summary>
    public async Task StartBusAsync() => bus = await ServiceBusEmulator.StartAsync(
        new EmulatorOptions { Port = busPort, Queues = DesignQueues.For(Name), SharedAccessKeyName = "a", SharedAccessKey = "YQ==" },
        TimeProvider.System,
        NullLoggerFactory.Instance,
        TestContext.Current.CancellationToken);

    /// <summary>Waits until the failed reloads from 0 to <paramref name="count"/> have come to Service Bus, each once.</summary>
    public async Task ForwardedAsync(int count)
    {
        var came = new List<string>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (came.Count < count && await bus!.Broker.ReceiveAsync("events", TimeSpan.FromSeconds(60), patience.Token) is { } delivery)
        {
            bus.Broker.Complete("events", delivery.Message.LockToken);
            came.Add(JsonSerializer.Deserialize(delivery.Message.Body.Span, EventJson.Default.CloudEvent)!.Data!.Value
                .GetProperty("executionId").GetString()!);
        }

        came.Order().ShouldBe(Enumerable.Range(0, count).Select(i => ExecutionId(i).ToString()));
        bus!.Snapshot().Single(queue => queue.Queue == "events").Sent.ShouldBe(count);
    }

    /// <summary>Waits for the next event that comes to Service Bus.</summary>
    public async Task<CloudEvent> NextEventAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var delivery = await bus!.Broker.ReceiveAsync("events", TimeSpan.FromSeconds(60), patience.Token)
            ?? throw new TimeoutException("No event came.");
        bus.Broker.Complete("events", delivery.Message.LockToken);
        return JsonSerializer.Deserialize(delivery.Message.Body.Span, EventJson.Default.CloudEvent)!;
    }

    /// <summary>Sends a command and waits for its reply.</summary>
    public async Task<CommandReply> AskAsync(string kind, object arguments)
    {
        var command = new Command
        {
            Id = Guid.NewGuid().ToString(),
            Kind = kind,
            Site = "main",
            Relay = Name,
            Deadline = TimeProvider.System.GetUtcNow().AddMinutes(2),
            RequestedBy = "test",
            Arguments = JsonSerializer.SerializeToElement(arguments, arguments.GetType(), CommandJson.Default),
        };
        await TestBus.SendAsync(
            bus!.ConnectionString, $"commands-{Name}", CommandMessage.Of(command, Key, TimeProvider.System.GetUtcNow()));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await bus.Broker.ReceiveAsync("replies", TimeSpan.FromSeconds(60), patience.Token) is { } delivery)
        {
            bus.Broker.Complete("replies", delivery.Message.LockToken);
            if (delivery.Message.Label == CommandReply.Label && CommandMessage.ReadReply(delivery.Message.Body.Span) is { } reply
                && reply.Id == command.Id)
            {
                return reply;
            }
        }

        throw new TimeoutException($"No reply came to {kind}.");
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await KillAsync();
        }

        if ((await ServiceAsync("query")).Contains("SERVICE_NAME", StringComparison.Ordinal))
        {
            await RunAsync("uninstall"); // a test failed halfway
        }

        if (bus is not null)
        {
            await bus.DisposeAsync();
        }

        sender.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private static Guid ExecutionId(int i) => new(string.Create(CultureInfo.InvariantCulture, $"00000000-0000-0000-0000-{i:d12}"));

    /// <summary>The running relay holds the file open.</summary>
    private static string ReadShared(string path)
    {
        using var file = new StreamReader(
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), Encoding.UTF8);
        return file.ReadToEnd();
    }
}
