using System.CommandLine;
using System.Text.Json;
using Butler.Cli.Send;
using Butler.Local.Tests.Sense;

namespace Butler.Cli.Tests.Send;

/// <summary><c>butler send</c> beside a running <c>butler up</c>, whose simulated site runs the task.</summary>
[Collection(nameof(SenseSimulatorCollection))]
public sealed class SimulatedRunTests : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("butler-send-").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Theory(Timeout = 60_000)]
    [InlineData("sense.reload.failed", "Reload of Margin Cockpit", "FinishedFail")]
    [InlineData("sense.reload.failed", "Nightly stock extract", "FinishedFail", "--task", "nightly STOCK extract")]
    [InlineData("sense.externalprogram.succeeded", "Export to the warehouse", "FinishedSuccess")]
    public async Task The_site_runs_the_task_and_sends_the_datagram(string type, string task, string status, params string[] arguments)
    {
        await using var bench = await SimulatorBench.StartAsync();
        Describe(bench);
        var (exitCode, output, error) = await RunAsync([type, .. arguments]);
        (exitCode, error).ShouldBe((0, ""));

        var fields = await bench.DatagramAsync();
        fields[2].ShouldBe(task);
        output.ShouldEndWith($"and sent {type} to {bench.Relay}, execution {fields[9]}{Environment.NewLine}");
        await Eventually.TrueAsync(
            () => bench.Simulator.Site.Execution(Guid.Parse(fields[9]))?.Status.ToString() == status,
            "the site knows how the execution ended");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("sense.reload.failed", "--task", "A task of nobody")]
    [InlineData("sense.usersync.failed", "--task", "Nightly stock extract")]
    [InlineData("sense.reload.failed", "--message", "my own words")]
    [InlineData("sense.task.failed")]
    [InlineData("sense.unparsed")]
    public async Task What_the_site_cannot_run_is_sent_as_a_datagram_alone(string type, params string[] arguments)
    {
        await using var bench = await SimulatorBench.StartAsync();
        Describe(bench);
        var before = bench.Simulator.Site.Tasks.Select(t => bench.Simulator.Site.LastOf(t.Id)?.Id).ToList();
        var (exitCode, output, error) = await RunAsync([type, .. arguments]);
        (exitCode, error).ShouldBe((0, ""));
        output.ShouldStartWith($"Sent {type} to {bench.Relay}, execution ");
        (await bench.DatagramAsync()).ShouldNotBeEmpty();
        bench.Simulator.Site.Tasks.Select(t => bench.Simulator.Site.LastOf(t.Id)?.Id).ShouldBe(before);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_site_that_does_not_answer_is_named_and_the_datagram_is_sent()
    {
        await using var bench = await SimulatorBench.StartAsync();
        Describe(bench, sense: "https://127.0.0.1:9");
        var (exitCode, output, error) = await RunAsync("sense.reload.failed");
        exitCode.ShouldBe(0);
        output.ShouldStartWith($"Sent sense.reload.failed to {bench.Relay}, execution ");
        error.ShouldStartWith(
            "butler send: the simulated site at https://127.0.0.1:9/ did not run the task, so only the datagram is sent: ");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_file_of_a_butler_up_that_ended_counts_for_nothing()
    {
        await using var bench = await SimulatorBench.StartAsync();
        Describe(bench, pid: int.MaxValue);
        var (exitCode, output, _) = await RunAsync("sense.reload.failed", "--to", bench.Relay);
        exitCode.ShouldBe(0);
        output.ShouldStartWith($"Sent sense.reload.failed to {bench.Relay}, execution ");
    }

    private void Describe(SimulatorBench bench, string? sense = null, int? pid = null)
    {
        Directory.CreateDirectory(Path.Combine(data, "sense"));
        File.Copy(bench.Simulator.RootPath, Path.Combine(data, "sense", "root.pem"), overwrite: true);
        File.WriteAllBytes(Path.Combine(data, "up.json"), JsonSerializer.SerializeToUtf8Bytes(new
        {
            pid = pid ?? Environment.ProcessId,
            http = "http://127.0.0.1:9",
            udp = bench.Relay,
            sense = sense ?? bench.Simulator.QrsUrl.ToString(),
        }));
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await SendCommand.Create().Parse([.. arguments, "--data", data]).InvokeAsync(
            new InvocationConfiguration { Output = output, Error = error }, Cancelled);
        return (exitCode, output.ToString(), error.ToString());
    }
}
