using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.RelayAgent.Commands;
using Butler.RelayAgent.Commands.Files;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Identity;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Tests.Commands;
using Butler.RelayAgent.Udp;
using Butler.Tests;

namespace Butler.RelayAgent.Tests.Hosting;

/// <summary>
/// A whole relay in which a part throws what nobody foresaw: it goes on, or ends with an error that the service manager acts on.
/// </summary>
public sealed class RelayTests : IDisposable
{
    private const string Key = "0123456789abcdef0123456789abcdef";
    private const string Failed =
        "/scheduler-task-failed/;node;t;a;U;aaaaaaaa-9c2d-4d5e-8f60-718293a4b5c6;bbbbbbbb-9c2d-4d5e-8f60-718293a4b5c6;" +
        "2031-03-14 04:12:07,123;WARN;5e9c7a10-44f2-4b3d-a7a6-90b0b3f9cf02;Max retries reached";

    private readonly string directory = Directory.CreateTempSubdirectory("butler-host-").FullName;
    private readonly FakeTime time = new();
    private readonly FaultyBus bus = new();

    [Fact]
    public async Task Sending_that_throws_the_unforeseen_is_taken_up_again_and_nothing_is_lost()
    {
        bus.FaultOf = _ => new InvalidOperationException("nobody foresaw this");
        await using var relay = Start();
        Send(relay, Failed);
        await AdvanceUntil(() => relay.Counts.Restarts >= 4, "forwarder and heartbeats were started again");
        bus.FaultOf = _ => null;

        await AdvanceUntil(() => bus.Sent.Any(sent => sent.Queue == "events"), "the event is forwarded");
        await AdvanceUntil(() => bus.Sent.Any(sent => sent.Queue == "replies"), "a heartbeat is sent");
        (await relay.StopAsync()).ShouldBe(0);

        bus.Sent.First(sent => sent.Queue == "events").Message.MessageId.ShouldBe("main:failed:5e9c7a10-44f2-4b3d-a7a6-90b0b3f9cf02");
        using var heartbeat = JsonDocument.Parse(bus.Sent.Last(sent => sent.Queue == "replies").Message.Body);
        heartbeat.RootElement.GetProperty("counters").GetProperty("restarts").GetInt64().ShouldBeGreaterThanOrEqualTo(4);
        heartbeat.RootElement.GetProperty("warnings").EnumerateArray().Select(each => each.GetString())
            .ShouldContain(warning => warning!.StartsWith("the forwarder failed ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Receiving_that_throws_the_unforeseen_is_taken_up_again()
    {
        bus.ReceiveFaults.Enqueue(new InvalidOperationException("nobody foresaw this"));
        bus.ReceiveFaults.Enqueue(new FormatException("nor this"));
        await using var relay = Start(new CommandsOptions { Key = Key, Files = new FileRules { CreateDir = [directory] } });

        bus.Commands.Enqueue(CommandMessage.Of(
            CommandRelay.Command("nonsense") with { Site = "main", Deadline = time.GetUtcNow().AddMinutes(30) }, Key, time.GetUtcNow()));

        await AdvanceUntil(() => bus.Sent.Any(sent => sent.Message.Label == CommandReply.Label), "the command is answered");
        (await relay.StopAsync()).ShouldBe(0);
        bus.ReceiveFaults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Text_from_strangers_ends_nothing()
    {
        await using var relay = Start(new CommandsOptions { Key = Key, Files = new FileRules { CreateDir = [directory] } });
        bus.Commands.Enqueue(new QueueMessage
        {
            Body = Encoding.UTF8.GetBytes("""{"id":"\ud800"}"""),
            MessageId = new string('\ud800', 200),
            Label = "\udc00",
            Properties = new Dictionary<string, object> { ["signature"] = "\ud800", ["signature-key"] = "\ud800" },
        });
        Send(relay, "\ud800;\0;\u0085", Encoding.Unicode);
        Send(relay, "\u00ff\u00fe\u00ff", Encoding.Latin1);
        Send(relay, Failed);

        await AdvanceUntil(
            () => bus.Sent.Count(sent => sent.Queue == "events") == 4, "a refusal, two unparsed datagrams and the failure are told");
        (await relay.StopAsync()).ShouldBe(0);

        bus.Sent.Where(sent => sent.Queue == "events").Select(sent => sent.Message.Label).ShouldBe(
            ["butler.relay.refused", "sense.unparsed", "sense.unparsed", "sense.task.failed"], ignoreOrder: true);
        relay.Counts.Restarts.ShouldBe(0);
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_opened_ends_the_relay_at_once()
    {
        File.WriteAllText(Path.Combine(directory, "commands"), "no directory");
        await using var relay = Start(new CommandsOptions { Key = Key });

        (await relay.Ended).ShouldBe(1);
    }

    [Fact]
    public async Task A_thread_that_throws_ends_the_relay_with_an_exit_code_that_the_service_manager_acts_on()
    {
        await using var relay = Start(time: new BrokenClock());

        Send(relay, Failed);

        (await relay.Ended).ShouldBe(1);
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private RunningRelay Start(CommandsOptions? commands = null, TimeProvider? time = null) => RunningRelay.Start(
        new RelayOptions
        {
            Relay = new RelayIdentity { Site = "main", Name = "relay-1" },
            ServiceBus = new ServiceBusOptions
            {
                Connection = ServiceBusConnection.Parse(
                    "Endpoint=sb://127.0.0.1:9;SharedAccessKeyName=a;SharedAccessKey=YQ==;UseDevelopmentEmulator=true"),
            },
            Udp = new UdpOptions { Listen = new ListenAddress(IPAddress.Loopback, 0) },
            Journal = new JournalOptions { Directory = directory },
            Commands = commands ?? new CommandsOptions(),
        },
        bus,
        time ?? this.time);

    private static void Send(RunningRelay relay, string text, Encoding? encoding = null)
    {
        using var client = new UdpClient();
        client.Send((encoding ?? Encoding.UTF8).GetBytes(text), new IPEndPoint(IPAddress.Loopback, relay.Address.Port));
    }

    /// <summary>The threads run by the machine's clock, so the relay's may not run far ahead of it.</summary>
    private Task AdvanceUntil(Func<bool> done, string what) => Eventually.TrueAsync(
        () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(250));
            return done();
        },
        what,
        TimeSpan.FromSeconds(30));

    /// <summary>A clock that the listener's thread cannot read.</summary>
    private sealed class BrokenClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() =>
            Thread.CurrentThread.Name == "udp listener" ? throw new InvalidOperationException("the clock is broken") : System.GetUtcNow();
    }

    private sealed class FaultyBus : IServiceBus
    {
        public Func<string, Exception?> FaultOf { get; set; } = _ => null;

        public ConcurrentQueue<Exception> ReceiveFaults { get; } = new();

        public ConcurrentQueue<QueueMessage> Commands { get; } = new();

        public ConcurrentQueue<(string Queue, QueueMessage Message)> Sent { get; } = new();

        public Task SendAsync(string queue, QueueMessage message, CancellationToken cancellationToken) =>
            SendBatchAsync(queue, [message], cancellationToken);

        public Task<IReadOnlyList<RejectedMessage>> SendBatchAsync(
            string queue, IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken)
        {
            if (FaultOf(queue) is { } fault)
            {
                throw fault;
            }

            foreach (var message in messages)
            {
                Sent.Enqueue((queue, message));
            }

            return Task.FromResult<IReadOnlyList<RejectedMessage>>([]);
        }

        public async Task<LockedMessage?> ReceiveAsync(string queue, TimeSpan wait, CancellationToken cancellationToken)
        {
            if (ReceiveFaults.TryDequeue(out var fault))
            {
                throw fault;
            }

            QueueMessage? message;
            while (!Commands.TryDequeue(out message))
            {
                await Task.Delay(10, cancellationToken);
            }

            return new LockedMessage
            {
                Queue = queue,
                Body = message.Body,
                LockToken = Guid.Empty,
                MessageId = message.MessageId,
                Label = message.Label,
                Properties = message.Properties,
            };
        }

        public Task CompleteAsync(LockedMessage message, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task AbandonAsync(LockedMessage message, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task RenewAsync(LockedMessage message, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
