using System.Net;
using System.Net.Sockets;
using System.Text;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Tests.Forwarding;
using Butler.RelayAgent.Udp;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.RelayAgent.Tests.Udp;

public sealed class IntakeTests
{
    private readonly FakeTime time = new();
    private readonly RelayCounts counts = new();
    private readonly RecordingLogger<Intake> log = new();
    private readonly Dictionary<string, IPAddress[]> names = [];

    [Theory]
    [InlineData("10.0.0.5", "10.0.0.5", true)]
    [InlineData("10.0.0.5", "10.0.0.6", false)]
    [InlineData("10.0.0.0/8", "10.200.3.4", true)]
    [InlineData("10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("0.0.0.0/0", "192.0.2.1", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("2001:db8::/32", "2001:db8:1::1", true)]
    [InlineData("2001:db8::/32", "2001:db9::1", false)]
    [InlineData("::/0", "2001:db9::1", true)]
    [InlineData("fd00::1", "fd00::1", true)]
    public void A_sender_is_held_against_addresses_and_ranges(string rule, string sender, bool allowed) =>
        Sources(rule).Allow(Number(sender)).ShouldBe(allowed);

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("not a name")]
    [InlineData("")]
    public void Anything_else_is_no_rule(string text) => SourceRule.TryParse(text, out _).ShouldBeFalse();

    /// <summary>Weakness 24 of the specification: where nothing resolves, today's tool lets everybody in.</summary>
    [Fact]
    public async Task A_list_of_which_nothing_can_be_looked_up_is_closed_and_opens_when_it_can()
    {
        using var stop = new CancellationTokenSource();
        var sources = Sources("sense.example.com");
        var running = sources.RunAsync(stop.Token);

        sources.Allow(Number("10.0.0.5")).ShouldBeFalse();
        names["sense.example.com"] = [IPAddress.Parse("10.0.0.5")];
        time.Advance(TimeSpan.FromMinutes(3));
        sources.Allow(Number("10.0.0.5")).ShouldBeTrue();

        names["sense.example.com"] = [IPAddress.Parse("10.0.0.6")];
        time.Advance(TimeSpan.FromMinutes(3));
        (sources.Allow(Number("10.0.0.5")), sources.Allow(Number("10.0.0.6"))).ShouldBe((false, true));

        names.Clear(); // the name server is away
        time.Advance(TimeSpan.FromMinutes(3));
        sources.Allow(Number("10.0.0.6")).ShouldBeTrue();
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public void An_empty_list_allows_nobody() => Sources().Allow(Number("127.0.0.1")).ShouldBeFalse();

    [Fact]
    public void Each_sender_has_a_rate_of_its_own_in_each_period()
    {
        var rates = new SourceRates(new RateLimit(2, TimeSpan.FromMinutes(1)), time);
        bool[] Three(string sender) => [rates.Allow(Number(sender)), rates.Allow(Number(sender)), rates.Allow(Number(sender))];

        Three("10.0.0.1").ShouldBe([true, true, false]);
        Three("10.0.0.2").ShouldBe([true, true, false]);
        time.Advance(TimeSpan.FromMinutes(1));
        Three("10.0.0.1").ShouldBe([true, true, false]);
    }

    [Fact]
    public void Forged_senders_take_no_memory_and_do_not_lock_others_out()
    {
        var rates = new SourceRates(new RateLimit(1, TimeSpan.FromMinutes(1)), time);
        for (var i = 0; i < 100_000; i++)
        {
            rates.Allow((UInt128)i + 1).ShouldBeTrue();
        }
    }

    [Fact]
    public void Each_refusal_is_counted_by_its_reason_and_told_once_a_minute()
    {
        var intake = new Intake(
            Sources("10.0.0.0/8"), new SourceRates(new RateLimit(1, TimeSpan.FromMinutes(1)), time), 100, counts, time, log);
        var (known, stranger) = (From("10.0.0.1"), From("192.0.2.1"));

        intake.Accepts(known, 100).ShouldBeTrue();
        intake.Accepts(known, 100).ShouldBeFalse();
        intake.Accepts(known, 101).ShouldBeFalse();
        intake.Accepts(stranger, 1).ShouldBeFalse();
        time.Advance(TimeSpan.FromMinutes(1));
        intake.Accepts(stranger, 1).ShouldBeFalse();

        (counts.RefusedSource, counts.RefusedRate, counts.RefusedSize, counts.Refused).ShouldBe((2, 1, 1, 4));
        log.Lines.ShouldBe(
        [
            "Warning: A datagram from 10.0.0.1 is refused: there are more than udp.rateLimit allows (1 refused since the start; logged "
                + "once a minute for each sender)",
            "Warning: A datagram from 192.0.2.1 is refused: it is not in udp.allowedSources (3 refused since the start; logged once a "
                + "minute for each sender)",
            "Warning: A datagram from 192.0.2.1 is refused: it is not in udp.allowedSources (4 refused since the start; logged once a "
                + "minute for each sender)",
        ]);
    }

    [Fact]
    public void What_is_taken_allocates_nothing()
    {
        var intake = new Intake(
            Sources("10.0.0.0/8", "192.0.2.1"), new SourceRates(new RateLimit(int.MaxValue, TimeSpan.FromMinutes(1)), TimeProvider.System),
            1000, counts, TimeProvider.System, log);
        var from = From("192.0.2.1");
        intake.Accepts(from, 10).ShouldBeTrue();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            intake.Accepts(from, 10);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public async Task A_copy_of_what_was_taken_goes_to_the_other_receivers()
    {
        using var other = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using var stop = new CancellationTokenSource();
        using var mirror = new Mirror(
            [new HostAndPort("127.0.0.1", ((IPEndPoint)other.Client.LocalEndPoint!).Port)], counts, TimeProvider.System,
            NullLogger<Mirror>.Instance);
        var running = mirror.RunAsync(stop.Token);
        using var listener = new UdpListener(
            new ListenAddress(IPAddress.Loopback, 0), new HandOver(), counts, TimeProvider.System, NullLogger<UdpListener>.Instance,
            new Intake(null, null, 10, counts, TimeProvider.System, log), mirror);
        listener.Start();
        using var sender = new UdpClient("127.0.0.1", listener.Address.Port);

        sender.Send("eleven bytes"u8);
        sender.Send("one"u8);
        sender.Send("two"u8);

        var copies = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            copies.Add(Encoding.UTF8.GetString(
                (await other.ReceiveAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20))).Buffer));
        }

        copies.ShouldBe(["one", "two"]);
        counts.RefusedSize.ShouldBe(1);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public void Copies_that_nobody_takes_are_given_up_and_counted()
    {
        using var mirror = new Mirror([new HostAndPort("127.0.0.1", 9)], counts, TimeProvider.System, NullLogger<Mirror>.Instance);
        for (var i = 0; i < 600; i++)
        {
            mirror.Put("x"u8); // and nothing sends them
        }

        counts.MirrorDrops.ShouldBe(600 - 512);
    }

    private AllowedSources Sources(params string[] rules) => new(
        [.. rules.Select(text => SourceRule.TryParse(text, out var rule) ? rule : throw new FormatException(text))],
        (name, _) => names.TryGetValue(name, out var addresses)
            ? Task.FromResult(addresses)
            : Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound)),
        time,
        NullLogger<AllowedSources>.Instance);

    private static SocketAddress From(string address) => new IPEndPoint(IPAddress.Parse(address), 5000).Serialize();

    private static UInt128 Number(string address)
    {
        var raw = new byte[18];
        SenderAddress.Write(From(address), raw.AsSpan(0, 16), raw.AsSpan(16));
        return AddressRange.NumberOf(raw);
    }
}
