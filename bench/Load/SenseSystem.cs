using System.Collections.Concurrent;
using System.Diagnostics;
using Butler.Local.Processes;
using Butler.Local.Sense;
using Butler.Local.ServiceBus;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.Benchmarks.Load;

/// <summary>The published relay between a simulated Sense site and the Service Bus emulator, both in this process.</summary>
internal sealed class SenseSystem : IAsyncDisposable
{
    private const string RelayName = "bench";

    private readonly Process relay;
    private readonly ServiceBusEmulator serviceBus;
    private readonly string directory;

    private SenseSystem(SenseSimulator sense, ServiceBusEmulator serviceBus, Process relay, string directory)
    {
        (Sense, this.serviceBus, this.relay, this.directory) = (sense, serviceBus, relay, directory);
    }

    public SenseSimulator Sense { get; }

    public int RelayPid => relay.Id;

    /// <param name="program">The relay.</param>
    /// <param name="delay">How long QRS takes to answer.</param>
    /// <param name="settle">How long after its datagram an execution's result is final.</param>
    /// <param name="more">Further sections of the relay's file.</param>
    public static async Task<SenseSystem> StartAsync(string program, TimeSpan delay, TimeSpan settle, string more = "")
    {
        var directory = Directory.CreateTempSubdirectory("butler-bench-").FullName;
        var udp = FreePort.Udp();
        var serviceBus = await ServiceBusEmulator.StartAsync(
            new EmulatorOptions { Port = 0, Queues = DesignQueues.For(RelayName) }, TimeProvider.System, NullLoggerFactory.Instance,
            CancellationToken.None);
        var sense = await BenchSite.StartAsync(directory, udp, delay);
        sense.Behaviour.SettleTime = settle;
        var listening = new TaskCompletionSource();
        var said = new ConcurrentQueue<string>();
        var relay = Processes.Start(program, ["run"], Environment(directory, udp, serviceBus, sense, more), line =>
        {
            said.Enqueue(line);
            if (line.Contains("listening on udp=", StringComparison.Ordinal))
            {
                listening.TrySetResult();
            }
        });
        if (await Task.WhenAny(listening.Task, relay.WaitForExitAsync(), Task.Delay(TimeSpan.FromSeconds(20))) != listening.Task)
        {
            throw new InvalidOperationException($"The relay does not listen: {string.Join('\n', said)}");
        }

        return new SenseSystem(sense, serviceBus, relay, directory);
    }

    /// <summary>The body of the next event that the relay forwarded.</summary>
    public async Task<ReadOnlyMemory<byte>> NextAsync(TimeSpan patience)
    {
        var delivery = await serviceBus.Broker.ReceiveAsync("events", patience, CancellationToken.None)
            ?? throw new TimeoutException($"The relay forwarded nothing within {patience.TotalSeconds:0} s.");
        serviceBus.Broker.Complete("events", delivery.Message.LockToken);
        return delivery.Message.Body;
    }

    public async ValueTask DisposeAsync()
    {
        relay.Kill();
        await relay.WaitForExitAsync();
        relay.Dispose();
        await Sense.DisposeAsync();
        await serviceBus.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    private static Dictionary<string, string> Environment(
        string directory, int udp, ServiceBusEmulator serviceBus, SenseSimulator sense, string more)
    {
        var file = Path.Combine(directory, "relay.yaml");
        File.WriteAllText(file, $$"""
            relay: { name: {{RelayName}}, site: default }
            serviceBus: { connection: "${BUTLER_SERVICEBUS}" }
            udp: { listen: "127.0.0.1:{{udp}}" }
            {{sense.RelayYaml()}}
            journal: { directory: "{{Path.Combine(directory, "journal")}}" }
            {{more}}
            """);
        return new Dictionary<string, string>
        {
            ["BUTLER_RELAY_CONFIG"] = file,
            ["BUTLER_SERVICEBUS"] = serviceBus.ConnectionString,
            ["BUTLER_RELAY_SERVICES"] = sense.ServicesUrl.GetLeftPart(UriPartial.Authority),
        };
    }
}
