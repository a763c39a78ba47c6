using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Butler.Core.Commands;
using Butler.RelayAgent.Health;
using Butler.RelayAgent.Setup;
using Butler.Tests;

namespace Butler.RelayAgent.Tests.Setup;

public sealed class ServiceCommandsTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("butler-service-").FullName;
    private readonly UdpClient port = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly FakeTime time = new();
    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();
    private readonly Dictionary<string, string> environment;

    public ServiceCommandsTests()
    {
        environment = new Dictionary<string, string>
        {
            ["BUTLER_RELAY_CONFIG"] = Path.Combine(directory, "relay.yaml"),
            ["BUTLER_SERVICEBUS"] = "Endpoint=sb://127.0.0.1:9;SharedAccessKeyName=a;SharedAccessKey=YQ==;UseDevelopmentEmulator=true",
            ["BUTLER_RELAY_UDP"] = port.Client.LocalEndPoint!.ToString()!,
            ["BUTLER_RELAY_JOURNAL"] = directory,
        };
        File.WriteAllText(environment["BUTLER_RELAY_CONFIG"], "relay: { name: node, site: main }");
    }

    [Fact]
    public async Task Status_shows_the_counters_of_a_relay_that_runs()
    {
        WriteStatus(new RelayCounters { Received = 12_345, Accepted = 12_000, Refused = 345, RefusedSource = 345 });

        (await StatusCommand.RunAsync(environment.GetValueOrDefault, time, output, errors)).ShouldBe(0);

        output.ToString().ReplaceLineEndings("\n").ShouldBe("""
            Relay node of site main runs since 2031-03-14 04:12:07Z, version 1.2
              received             12,345
              accepted             12,000
              refused                 345
                by source             345
              kernel drops              0
              unparsed                  0
              forwarded                 0
              waiting                   0
              rejected                  0
              damaged                   0
              restarts                  0

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Status_tells_a_relay_that_has_fallen_silent_and_one_that_never_ran()
    {
        (await StatusCommand.RunAsync(environment.GetValueOrDefault, time, output, errors)).ShouldBe(3);
        WriteStatus(new RelayCounters());
        time.Advance(TimeSpan.FromSeconds(21));
        (await StatusCommand.RunAsync(environment.GetValueOrDefault, time, output, errors)).ShouldBe(3);

        output.ToString().ShouldStartWith($"The relay does not run: there is no {StatusFile.PathIn(directory)}");
        output.ToString().ShouldContain("The relay does not run, or does not respond: its last report was at 2031-03-14 04:12:07Z");
    }

    [Fact]
    public async Task Send_sends_what_Sense_would()
    {
        (await SendTestCommand.RunAsync(environment.GetValueOrDefault, time, output, errors)).ShouldBe(0);

        var datagram = await port.ReceiveAsync(TestContext.Current.CancellationToken);
        var fields = Encoding.UTF8.GetString(datagram.Buffer).Split(';');
        (fields.Length, fields[0], fields[2], fields[7], fields[10]).ShouldBe(
            (11, "/scheduler-task-failed/", "Test of the Butler relay", "2031-03-14 04:12:07,000", "Max retries reached"));
    }

    [Fact]
    public async Task Send_says_when_nobody_listens()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems tell it later");
        port.Dispose();

        (await SendTestCommand.RunAsync(environment.GetValueOrDefault, time, output, errors)).ShouldBe(1);

        errors.ToString().ShouldBe("No program listens there: start the relay first." + Environment.NewLine);
    }

    [Fact]
    public async Task Check_names_what_fails_and_what_to_mend()
    {
        (await CheckMachineCommand.RunAsync(environment.GetValueOrDefault, send: true, time, output)).ShouldBe(1);

        var lines = output.ToString().ReplaceLineEndings("\n").Split('\n');
        lines[0].ShouldBe("ok    configuration relay node of site main");
        lines.ShouldContain($"fail  UDP port      {port.Client.LocalEndPoint} is held by another program: stop that, or set udp.listen to "
            + "a free port, in the log appender too");
        lines.ShouldContain(line => line.StartsWith("fail  Service Bus   127.0.0.1:9 cannot be connected to: ", StringComparison.Ordinal));
        lines.ShouldContain("fail  test event    no relay is running to forward it: start it first");
    }

    [Fact]
    public async Task Check_finds_a_faulty_configuration()
    {
        File.WriteAllText(environment["BUTLER_RELAY_CONFIG"], "relay: { naem: node }");

        (await CheckMachineCommand.RunAsync(environment.GetValueOrDefault, send: false, time, output)).ShouldBe(1);

        output.ToString().ShouldStartWith("fail  configuration ");
    }

    public void Dispose()
    {
        port.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    private void WriteStatus(RelayCounters counters) =>
        File.WriteAllBytes(StatusFile.PathIn(directory), JsonSerializer.SerializeToUtf8Bytes(
        new Heartbeat
        {
            Site = "main",
            Relay = "node",
            Version = "1.2",
            Started = time.GetUtcNow(),
            Time = time.GetUtcNow(),
            Counters = counters,
        },
        RelayJson.Default.Heartbeat));
}
