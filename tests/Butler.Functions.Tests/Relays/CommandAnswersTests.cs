using Butler.Functions.Relays;
using Butler.Tests;

namespace Butler.Functions.Tests.Relays;

/// <summary>The clock of these tests stands still: whoever is not woken waits without end.</summary>
public sealed class CommandAnswersTests
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    private readonly CommandAnswers answers = new(new FakeTime());

    [Fact]
    public async Task An_answer_that_comes_before_the_wait_is_noticed()
    {
        using var answer = answers.Expect("a");
        answers.Arrived("a");
        await answer.WaitAsync(Long, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Each_who_waits_is_woken_also_when_another_has_gone()
    {
        using var first = answers.Expect("a");
        var second = answers.Expect("a");
        using var third = answers.Expect("a");
        second.Dispose();
        var waits = new[] { first.WaitAsync(Long, CancellationToken.None), third.WaitAsync(Long, CancellationToken.None) };
        answers.Arrived("a");
        await Task.WhenAll(waits).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_answer_to_another_command_wakes_nobody()
    {
        using var answer = answers.Expect("a");
        using var stop = new CancellationTokenSource();
        var wait = answer.WaitAsync(Long, stop.Token);
        answers.Arrived("b");
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(wait);
    }
}
