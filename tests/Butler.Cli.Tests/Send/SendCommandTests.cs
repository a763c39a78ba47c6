using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Butler.Cli.Send;
using Butler.Local.Sense.Datagrams;

namespace Butler.Tests.Send;

public sealed class SendCommandTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 20_000)]
    public async Task It_sends_what_its_options_say()
    {
        using var receiver = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var (exitCode, output, error) = await RunAsync(
            "sense.reload.failed", "--to", $"127.0.0.1:{Port(receiver)}", "--task", "Ta sk", "--app", "Äpp", "--host", "h", "--user",
            @"D\u",
            "--task-id", "1", "--app-id", "2", "--execution-id", "3", "--message", "m; n");

        Encoding.UTF8.GetString((await receiver.ReceiveAsync(Cancelled)).Buffer)
            .ShouldBe(@"/scheduler-task-failed/;h;Ta sk;Äpp;D\u;1;2;2031-03-14 04:12:07,000;WARN;3;m; n");
        (exitCode, output, error).ShouldBe(
            (0, $"Sent sense.reload.failed to 127.0.0.1:{Port(receiver)}, execution 3{Environment.NewLine}", ""));
    }

    [Fact(Timeout = 20_000)]
    public async Task Each_datagram_is_an_execution_of_its_own_of_the_same_task()
    {
        using var receiver = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var (exitCode, output, _) = await RunAsync(
            "Sense.Reload.Succeeded", "--to", $"localhost:{Port(receiver)}", "--count", "20", "--task", "a task", "--app", "an app");
        var datagrams = new List<string[]>();
        for (var i = 0; i < 20; i++)
        {
            datagrams.Add(Encoding.UTF8.GetString((await receiver.ReceiveAsync(Cancelled)).Buffer).Split(';'));
        }

        datagrams.Select(fields => fields[9]).Distinct().Count().ShouldBe(20);
        datagrams.ShouldAllBe(fields => Guid.Parse(fields[9]) != Guid.Empty);
        datagrams.Select(fields => (fields[5], fields[6])).Distinct()
            .ShouldBe([(SenseDatagram.IdOf("a task"), SenseDatagram.IdOf("an app"))]);
        (exitCode, output).ShouldBe((0, $"Sent 20 × sense.reload.succeeded to localhost:{Port(receiver)} in 0.00 s{Environment.NewLine}"));
    }

    [Fact(Timeout = 20_000)]
    public async Task It_sends_over_IPv6()
    {
        if (!Socket.OSSupportsIPv6)
        {
            Assert.Skip("This machine has no IPv6");
        }

        using var receiver = new UdpClient(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        var (exitCode, _, error) = await RunAsync(
            "sense.unparsed", "--to", $"[::1]:{Port(receiver)}", "--execution-id", "7", "--message", "garbage");

        Encoding.UTF8.GetString((await receiver.ReceiveAsync(Cancelled)).Buffer).ShouldBe("garbage 7");
        (exitCode, error).ShouldBe((0, ""));
    }

    [Fact(Timeout = 20_000)]
    public async Task At_a_rate_it_takes_its_time_and_says_each_second_how_far_it_is()
    {
        using var receiver = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var time = new FakeTime();
        using var watched = new WatchedTime(time);
        var run = RunAsync(watched, "sense.reload.failed", "--to", $"127.0.0.1:{Port(receiver)}", "--count", "5", "--rate", "2");
        for (var i = 0; i < 4; i++)
        {
            await receiver.ReceiveAsync(Cancelled);
            await watched.SomebodyWaitsAsync(Cancelled);
            receiver.Available.ShouldBe(0);
            time.Advance(TimeSpan.FromSeconds(0.5));
        }

        (await run).Output.ShouldBe(
            $"""
            3 of 5 sent
            5 of 5 sent
            Sent 5 × sense.reload.failed to 127.0.0.1:{Port(receiver)} in 2.00 s

            """,
            StringCompareShould.IgnoreLineEndings);
    }

    [Fact(Timeout = 20_000)]
    public async Task Where_nobody_listens_it_says_so()
    {
        int port;
        using (var closed = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0)))
        {
            port = Port(closed);
        }

        (await RunAsync("sense.reload.failed", "--to", $"127.0.0.1:{port}"))
            .ShouldBe((1, "", $"butler send: no program listens on 127.0.0.1:{port}{Environment.NewLine}"));
    }

    [Theory]
    [InlineData("there is no type 'sense.reload.faild'; did you mean \"sense.reload.failed\"?", "sense.reload.faild")]
    [InlineData("unknown option --cuont; did you mean \"--count\"?", "sense.reload.failed", "--cuont", "5")]
    [InlineData("unknown option --cuont; did you mean \"--count\"?", "--cuont", "5")]
    [InlineData("'two' is one word too many; quote what has spaces in it", "sense.reload.failed", "--task", "one", "two")]
    [InlineData("--count needs a value, like --count N", "sense.reload.failed", "--count")]
    [InlineData("--count '0' is not a number from 1 to 2147483647", "sense.reload.failed", "--count", "0")]
    [InlineData("--count '1.5' is not a number from 1 to 2147483647", "sense.reload.failed", "--count", "1.5")]
    [InlineData("--rate 'fast' is not a number from 0 to 1000000", "sense.reload.failed", "--rate", "fast")]
    [InlineData(
        "'99999' is not a port: expected a number from 1 to 65535, like 127.0.0.1:9998",
        "sense.reload.failed",
        "--to",
        "127.0.0.1:99999")]
    [InlineData(
        "':9998' is not a destination: expected host:port, like 127.0.0.1:9998 or [::1]:9998",
        "sense.reload.failed",
        "--to",
        ":9998")]
    [InlineData("there is no host 'no-such-host.invalid'", "sense.reload.failed", "--to", "no-such-host.invalid:9998")]
    public async Task A_fault_of_the_users_is_one_line(string expected, params string[] arguments) =>
        (await RunAsync(arguments)).ShouldBe((2, "", $"butler send: {expected}{Environment.NewLine}"));

    [Fact(Timeout = 20_000)]
    public async Task A_datagram_that_UDP_cannot_carry_is_told()
    {
        var (exitCode, _, error) = await RunAsync("sense.reload.failed", "--message", new string('x', 65507));

        (exitCode, error).ShouldBe((2, $"butler send: the datagram is larger than the 65507 bytes that UDP allows{Environment.NewLine}"));
    }

    [Theory]
    [InlineData("example.com", "example.com:9998")]
    [InlineData("example.com:1", "example.com:1")]
    [InlineData("::1", "[::1]:9998")]
    [InlineData("[fe80::1]:5", "[fe80::1]:5")]
    [InlineData("[::1]", "[::1]:9998")]
    public void A_destination_may_leave_out_its_port(string text, string expected) =>
        UdpDestination.Parse(text).ToString().ShouldBe(expected);

    private static int Port(UdpClient client) => ((IPEndPoint)client.Client.LocalEndPoint!).Port;

    private static Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) =>
        RunAsync(new FakeTime(), arguments);

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(TimeProvider time, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await SendCommand.Create(time, _ => null).Parse(arguments).InvokeAsync(
            new InvocationConfiguration { Output = output, Error = error }, Cancelled);
        return (exitCode, output.ToString(), error.ToString());
    }
}
