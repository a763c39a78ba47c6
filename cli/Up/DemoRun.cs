using Butler.Cli.Up.Output;
using Butler.Local.Sense;
using Butler.Local.Sense.Datagrams;
using Butler.Local.Sense.Site;

namespace Butler.Cli.Up;

/// <summary>Lets one task of the simulated site fail shortly after the start, so that the first command already shows an alert.</summary>
internal sealed class DemoRun : IAsyncDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(3);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task running;

    private DemoRun(SenseSimulator site, IUpOutput output, TimeProvider time) => running = RunAsync(site, output, time);

    public static DemoRun Start(SenseSimulator site, IUpOutput output, TimeProvider time) => new(site, output, time);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    private async Task RunAsync(SenseSimulator site, IUpOutput output, TimeProvider time)
    {
        await Task.Delay(Delay, time, stopping.Token);
        var name = SenseEvents.Datagram("sense.reload.failed", "", default).TaskName;
        if (site.Site.Task(name) is { } task)
        {
            output.Line(
                "sense", LogLevel.Information,
                $"the task '{name}' of the simulated site fails now, as a demonstration (--no-demo turns this off)");
            site.Scheduler.Run(task.Id, RunOutcome.Failed);
        }
    }
}
