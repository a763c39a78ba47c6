using System.Collections.Concurrent;
using System.Diagnostics;
using Butler.Cli.Up;
using Butler.Cli.Up.Output;
using Butler.Cli.Up.Processes;
using Microsoft.Extensions.Logging;

namespace Butler.Cli.Tests.Up;

public sealed class SupervisedProcessTests : IAsyncDisposable
{
    private const string UntilInputEnds = "console.log('ready'); process.stdin.on('end', () => process.exit(0)).resume()";

    private readonly UpState state = new();
    private readonly Recorder output = new();

    public ValueTask DisposeAsync() => output.DisposeAsync();

    [Fact]
    public async Task A_child_that_is_killed_is_started_again_and_this_is_said()
    {
        await using var part = Part(UntilInputEnds);
        await part.StartAsync(TestContext.Current.CancellationToken);
        var first = state.Parts.Single().ProcessId!.Value;

        Process.GetProcessById(first).Kill();

        await Eventually.TrueAsync(() => state.Parts.Single() is { State: "running", Restarts: 1 }, "it runs again");
        state.Parts.Single().ProcessId.ShouldNotBe(first);
        output.Lines.ShouldContain("ended with exit code 137; starting it again in 0.1 s");
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
        var child = state.Parts.Single().ProcessId!.Value;

        await part.DisposeAsync();

        Should.Throw<ArgumentException>(() => Process.GetProcessById(child));
        state.Parts.Single().State.ShouldBe("stopped");
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
        return new SupervisedProcess(part, state, output, TimeProvider.System);
    }

    private sealed class Recorder : IUpOutput
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public LogLevel Least => LogLevel.Information;

        public void Line(string part, LogLevel level, string text) => Lines.Enqueue(text);

        public void Alert(string text) => Lines.Enqueue(text);

        public void Announce(string text) => Lines.Enqueue(text);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
