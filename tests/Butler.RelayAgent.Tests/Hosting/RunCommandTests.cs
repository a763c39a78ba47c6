using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Butler.RelayAgent.Hosting;
using Butler.Tests;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.RelayAgent.Tests.Hosting;

public sealed class RunCommandTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("butler-run-").FullName;
    private readonly Dictionary<string, string> environment;
    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();

    public RunCommandTests()
    {
        environment = new Dictionary<string, string>
        {
            ["BUTLER_RELAY_CONFIG"] = Path.Combine(AppContext.BaseDirectory, "relay.yaml"),
            ["BUTLER_SERVICEBUS"] = "Endpoint=sb://127.0.0.1:9;SharedAccessKeyName=a;SharedAccessKey=YQ==;UseDevelopmentEmulator=true",
            ["BUTLER_RELAY_UDP"] = "127.0.0.1:0",
            ["BUTLER_RELAY_JOURNAL"] = directory,
        };
    }

    [Fact]
    public async Task A_faulty_file_is_told_whole_on_stderr()
    {
        environment.Remove("BUTLER_SERVICEBUS");

        (await RunAsync()).ShouldBe(2);

        errors.ToString().ShouldStartWith(
            $"{environment["BUTLER_RELAY_CONFIG"]}:6: serviceBus.connection: needs the environment variable BUTLER_SERVICEBUS");
    }

    [Fact]
    public async Task A_taken_port_is_one_clear_line()
    {
        using var other = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        environment["BUTLER_RELAY_UDP"] = other.Client.LocalEndPoint!.ToString()!;

        (await RunAsync()).ShouldBe(2);

        errors.ToString().ShouldBe(
            "The UDP port is taken by another program; set udp.listen or BUTLER_RELAY_UDP to a free one." + Environment.NewLine);
    }

    [Fact]
    public async Task It_says_where_it_listens_and_ends_when_its_parent_is_gone()
    {
        environment["BUTLER_PARENT_PID"] = DeadProcess();

        (await RunAsync()).ShouldBe(0);

        output.ToString().ShouldMatch(@"^butler-relay is listening on udp=127\.0\.0\.1:[1-9]\d*\r?\n$");
    }

    [Fact]
    public async Task A_living_parent_is_watched()
    {
        var (time, application) = (new FakeTime(), new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance));
        using var watch = new ParentProcessWatch(Environment.ProcessId, time, application);
        await watch.StartAsync(TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(5));

        application.ApplicationStopping.IsCancellationRequested.ShouldBeFalse();
        await watch.StopAsync(TestContext.Current.CancellationToken);
        application.ApplicationStopping.IsCancellationRequested.ShouldBeFalse();
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("12", 12)]
    public void Only_a_parent_that_is_named_is_watched(string? variable, int? id) => ParentProcessWatch.ParentIn(variable).ShouldBe(id);

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private Task<int> RunAsync() => RunCommand.RunAsync(environment.GetValueOrDefault, output, errors);

    private static string DeadProcess()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true })!;
        process.WaitForExit();
        return process.Id.ToString(CultureInfo.InvariantCulture);
    }
}
