using System.Collections.Concurrent;
using System.Diagnostics;
using Butler.Local.Processes;

namespace Butler.Local.Tests.Processes;

public sealed class SupervisedProcessTests : IDisposable
{
    private const string UntilInputEnds = "console.log('ready'); process.stdin.on('end', () => process.exit(0)).resume()";

    private readonly ConcurrentQueue<PartStatus> statuses = new();
    private readonly RecordingLogger log = new();

    public void Dispose() => log.Dispose();

    [Fact]
    public async Task A_child_that_is_killed_is_started_again_and_this_is_said()
    {
        await using var part = Part(UntilInputEnds);
        await part.StartAsync(TestContext.Current.CancellationToken);
        var first = statuses.Last().ProcessId!.Value;

        Process.GetProcessById(first).Kill();

        await Eventually.TrueAsync(() => statuses.Last() is { State: "running", Restarts: 1 }, "it runs again");
        statuses.Last().ProcessId.ShouldNotBe(first);
        log.Entries.ShouldContain("Error ended with exit code 137; starting it again in 0.1 s");
    }

    [Fact]
    public async Task A_child_that_ends_before_it_is_ready_is_told_of_with_its_last_words()
    {
        await using var part = Part("console.error('cannot'); process.exit(2)");

        var exception = await Should.ThrowAsync<ChildStartException>(() => part.StartAsync(TestContext.Current.CancellationToken));

        exception.Message.ShouldBe($"child ended with exit code 2:{Environment.NewLine}  cannot");
    }

    [Fact]
    public async Task A_child_learns_by_the_end_of_its_input_that_it_should_go()
    {
        var part = Part(UntilInputEnds);
        await part.StartAsync(TestContext.Current.CancellationToken);
        var child = statuses.Last().ProcessId!.Value;

        await part.DisposeAsync();

        Should.Throw<ArgumentException>(() => Process.GetProcessById(child));
        statuses.Last().State.ShouldBe("stopped");
    }

    private SupervisedProcess Part(string script)
    {
        Parts.RequireNode();
        var part = new SupervisedPart
        {
            Name = "child",
            Start = new ChildStart("node", ["-e", script]),
            IsReadyLine = line => line == "ready",
            AskToEnd = child => child.CloseInput(),
        };
        var process = new SupervisedProcess(part, log, TimeProvider.System);
        process.Changed += statuses.Enqueue;
        return process;
    }
}
