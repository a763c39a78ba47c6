using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.ServiceBus.Amqp;
using Butler.Core.Commands;
using Butler.EndToEnd.Tests.Support;
using Butler.Tests;

namespace Butler.EndToEnd.Tests;

/// <summary>Parts are killed while events are under way; then every datagram that was accepted has become exactly one alert.</summary>
public sealed partial class NothingIsLostTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    [Fact]
    public async Task The_relay_killed_in_the_middle_of_a_burst()
    {
        using var sink = new HttpSink();
        await using var butler = await ButlerUp.StartAsync(Configuration(sink));
        using var socket = new UdpClient();

        var sending = Task.Run(() => Burst(socket, butler, 0, 5000));
        await Eventually.TrueAsync(() => Journaled(butler).Count > 0, "some are accepted");
        butler.Kill("relay");
        await sending;
        var journaled = Journaled(butler);
        await Eventually.TrueAsync(
            () => butler.Lines.Count(l => l.Contains("butler-relay is listening", StringComparison.Ordinal)) >= 2, "the relay is up again");
        Burst(socket, butler, 10_000, 500);

        await Eventually.TrueAsync(
            () => Executions(sink).Distinct().Count(e => e >= 10_000) == 500, "what came after the restart is alerted", Patience);
        await QuietAsync(sink);
        AssertOnceEach(sink);

        // What came in while it was down, or faster than the kernel's buffer was read, is gone; what was accepted is there.
        var before = Executions(sink).Where(e => e < 10_000).ToHashSet();
        before.ShouldBeSubsetOf(Enumerable.Range(0, 5000));
        journaled.ShouldBeSubsetOf(before);
        journaled.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task The_function_app_killed_again_and_again()
    {
        using var sink = new HttpSink();
        await using var butler = await ButlerUp.StartAsync(Configuration(sink));
        using var socket = new UdpClient();
        for (var round = 0; round < 4; round++)
        {
            Burst(socket, butler, round * 100, 100);
            await Task.Delay(150);
            butler.Kill("functions");
            await Task.Delay(1500);
        }

        // A delivery that was cut off comes back when its lease has run out, after a minute.
        await Eventually.TrueAsync(() => Executions(sink).Distinct().Count() == 400, "every one is alerted", Patience);
        await QuietAsync(sink);
        AssertOnceEach(sink);
    }

    [Fact]
    public async Task Service_Bus_gone_for_a_minute_from_one_of_two_relays_and_Table_Storage_for_twenty_seconds()
    {
        using var sink = new HttpSink();
        await using var butler = await ButlerUp.StartAsync(Configuration(sink));
        using var path = new SwitchedProxy(new IPEndPoint(IPAddress.Loopback, butler.ServiceBus.Port));
        using var second = await SecondRelay.StartAsync(
            Path.Combine(butler.Data, "second"),
            $"Endpoint=sb://127.0.0.1:{path.Restore()};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;"
                + "UseDevelopmentEmulator=true");
        second.Send(ButlerUp.Failed(Execution(1)));
        await Eventually.TrueAsync(() => sink.Requests.Count == 1, "the second relay's first event is alerted");

        // At 0 s the second relay loses Service Bus; both relays get the same 50 datagrams, and each some of its own.
        path.Cut();
        for (var i = 100; i < 150; i++)
        {
            butler.Send(ButlerUp.Failed(Execution(i)));
            second.Send(ButlerUp.Failed(Execution(i)));
            second.Send(ButlerUp.Failed(Execution(100 + i)));
        }

        // Between 2 s and 22 s Table Storage hangs, then dies.
        await Task.Delay(TimeSpan.FromSeconds(2));
        var azurite = butler.PidOf("azurite");
        ButlerUp.Signal("STOP", azurite);
        butler.Send(ButlerUp.Failed(Execution(300)));
        await Task.Delay(TimeSpan.FromSeconds(20));
        ButlerUp.Signal("CONT", azurite);
        butler.Kill("azurite");

        // At 60 s the second relay finds Service Bus again, and tells what it alone knew.
        await Task.Delay(TimeSpan.FromSeconds(38));
        path.Restore();

        try
        {
            await Eventually.TrueAsync(() => Executions(sink).Distinct().Count() == 102, "every one is alerted", TimeSpan.FromMinutes(4));
        }
        catch (TimeoutException e)
        {
            var missing = Enumerable.Range(1, 300).Where(i => i is 1 or 300 || i is >= 100 and < 250).Except(Executions(sink));
            throw new TimeoutException(
                $"{e.Message} Missing: {string.Join(' ', missing)}\nbutler up:\n{string.Join('\n', butler.Lines)}\nsecond "
                    + $"relay:\n{string.Join('\n', second.Lines)}", e);
        }

        await QuietAsync(sink);
        AssertOnceEach(sink);
        second.Lines.Count(l => l.Contains("Service Bus", StringComparison.Ordinal))
            .ShouldBeInRange(1, 20, "the log says what is going on, without flooding");
        butler.Lines.Count.ShouldBeLessThan(3000, Frequent(butler.Lines));
        butler.Lines.ShouldNotContain(l => l.Contains("unexpectedly", StringComparison.Ordinal), "tables that are away are no surprise");
    }

    [Fact]
    public async Task A_message_that_is_no_event_is_refused_at_once_and_kept()
    {
        using var sink = new HttpSink();
        await using var butler = await ButlerUp.StartAsync(Configuration(sink));
        await using var bus = new AmqpServiceBus(
            ServiceBusConnection.Parse(
                $"Endpoint=sb://127.0.0.1:{butler.ServiceBus.Port};SharedAccessKeyName=RootManageSharedAccessKey;"
                    + "SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true"),
            new AmqpOptions());
        await bus.SendAsync(
            QueueNames.Events,
            new QueueMessage { Body = "no event"u8.ToArray(), MessageId = "stray" },
            TestContext.Current.CancellationToken);

        await Eventually.TrueAsync(
            () => butler.Lines.Any(l => l.Contains("ProcessEvent refuses stray and keeps it", StringComparison.Ordinal)), "it is refused");
        butler.Lines.ShouldNotContain(l => l.Contains("unexpectedly", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Everything_killed_at_once_and_started_again_on_the_same_data()
    {
        using var sink = new HttpSink();
        var data = Directory.CreateTempSubdirectory("butler-e2e-").FullName;
        try
        {
            await using (var first = await ButlerUp.StartAsync(Configuration(sink), data))
            {
                using var socket = new UdpClient();
                Burst(socket, first, 0, 600);
                await Eventually.TrueAsync(() => Journaled(first).Count == 600, "all are accepted");
                await first.EndAsync("KILL");
            }

            await Task.Delay(3000);
            await using var second = await ButlerUp.StartAsync(Configuration(sink), data);
            await Eventually.TrueAsync(() => Executions(sink).Distinct().Count() == 600, "every one is alerted", Patience);
            await QuietAsync(sink);
            AssertOnceEach(sink);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task A_webhook_that_fails_three_times_gets_it_once_after_growing_pauses()
    {
        var answers = 0;
        using var sink = new HttpSink(_ => Interlocked.Increment(ref answers) <= 3 ? 500 : 200);
        await using var butler = await ButlerUp.StartAsync(Configuration(sink));
        butler.Send(ButlerUp.Failed(Execution(1)));
        await Eventually.TrueAsync(() => sink.Requests.Count == 4, "the fourth attempt has come");
        await QuietAsync(sink);
        sink.Requests.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_webhook_that_answers_500_for_30_seconds_gets_each_of_100_alerts()
    {
        var isAway = true;
        var arrived = new ConcurrentDictionary<string, int>();
        using var sink = new HttpSink();
        sink.Answer = request =>
            Volatile.Read(ref isAway) ? 500 : arrived.AddOrUpdate(request.Headers["Idempotency-Key"], 200, (_, _) => 200);
        await using var butler = await ButlerUp.StartAsync(Configuration(sink));
        using var socket = new UdpClient();
        for (var i = 0; i < 100; i += 10)
        {
            Burst(socket, butler, i, 10);
            await Task.Delay(TimeSpan.FromSeconds(3));
        }

        butler.Lines.ShouldContain(
            line => line.Contains("hook is paused until", StringComparison.Ordinal), "the circuit is open in between");
        arrived.ShouldBeEmpty();
        Volatile.Write(ref isAway, false);
        await Eventually.TrueAsync(() => arrived.Count == 100, "every one is alerted", Patience);

        using var client = new HttpClient { BaseAddress = butler.Http };
        foreach (var state in new[] { "pending", "sending", "dead" })
        {
            await Eventually.TrueAsync(
                async () => !(await client.GetStringAsync(new Uri($"/api/v4/deliveries?state={state}", UriKind.Relative)))
                    .Contains("\"hook\"", StringComparison.Ordinal),
                $"no delivery is {state} any more");
        }
    }

    private static string Configuration(HttpSink sink) => $$"""
        channels: { hook: { type: webhook, url: "{{sink.Url}}" } }
        routes: [{ name: all, on: "sense.*", send: [{ channel: hook }] }]
        """;

    private static string Execution(int number) => $"00000000-0000-4000-8000-{number.ToString("D12", CultureInfo.InvariantCulture)}";

    private static void Burst(UdpClient socket, ButlerUp butler, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            try
            {
                socket.Send(Encoding.UTF8.GetBytes(ButlerUp.Failed(Execution(i))), butler.Udp);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
            {
                // The relay is down at this moment; Sense would not notice either.
            }
        }
    }

    private static List<int> Executions(HttpSink sink) =>
        [.. sink.Requests.Select(r => int.Parse(
            JsonDocument.Parse(r.Body).RootElement.GetProperty("executionId").GetString()![^12..], CultureInfo.InvariantCulture))];

    /// <summary>The executions whose datagrams stand in the journal's files.</summary>
    private static HashSet<int> Journaled(ButlerUp butler) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(butler.Data, "journal"), "*.segment").SelectMany(file =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            return Numbers().Matches(reader.ReadToEnd())
                .Select(found => int.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture)).ToList();
        }),
    ];

    private static async Task QuietAsync(HttpSink sink)
    {
        var seen = -1;
        while (sink.Requests.Count != seen)
        {
            seen = sink.Requests.Count;
            await Task.Delay(2000);
        }
    }

    /// <summary>Once each; twice only when the second is marked as a possible duplicate.</summary>
    private static void AssertOnceEach(HttpSink sink)
    {
        foreach (var alert in sink.Requests.GroupBy(r => r.Headers["Idempotency-Key"]))
        {
            alert.Count(r => !r.Headers.ContainsKey("X-Butler-Possible-Duplicate")).ShouldBeLessThanOrEqualTo(1);
        }
    }

    /// <summary>The ten most frequent lines, without their numbers and ids.</summary>
    private static string Frequent(IEnumerable<string> lines) => string.Join('\n', lines
        .CountBy(line => Varying().Replace(line, "#")).OrderByDescending(line => line.Value).Take(10)
        .Select(line => $"{line.Value} x {line.Key}"));

    [GeneratedRegex(@"00000000-0000-4000-8000-(\d{12})")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"[0-9a-f-]*\d[0-9a-f:.-]*")]
    private static partial Regex Varying();
}
