using Butler.RelayAgent.Sense.Qrs;
using Butler.Tests;

namespace Butler.RelayAgent.Tests.Sense.Qrs;

public sealed class QrsTurnsTests
{
    private readonly FakeTime time = new();

    [Fact]
    public async Task Fast_answers_allow_more_while_requests_wait_up_to_the_maximum()
    {
        var turns = new QrsTurns(12, time);
        (await RunAsync(turns, requests: 40, rounds: 20, milliseconds: 20)).ShouldBe(12);
        turns.Limit.ShouldBe(12);
    }

    [Fact]
    public async Task Without_need_the_limit_stays()
    {
        var turns = new QrsTurns(24, time);
        (await RunAsync(turns, requests: 4, rounds: 20, milliseconds: 20)).ShouldBe(4);
        turns.Limit.ShouldBe(QrsTurns.First);
    }

    [Fact]
    public async Task Answers_that_slow_down_take_turns_away_and_fast_ones_give_them_back()
    {
        var turns = new QrsTurns(24, time);
        await RunAsync(turns, requests: 40, rounds: 30, milliseconds: 20);
        turns.Limit.ShouldBeGreaterThan(16);
        await RunAsync(turns, requests: 40, rounds: 12, milliseconds: 500);
        turns.Limit.ShouldBe(2);
        await RunAsync(turns, requests: 40, rounds: 30, milliseconds: 20);
        turns.Limit.ShouldBeGreaterThan(16);
    }

    [Fact]
    public async Task A_service_that_is_slow_for_good_is_the_measure_after_two_minutes()
    {
        var turns = new QrsTurns(24, time);
        await RunAsync(turns, requests: 10, rounds: 5, milliseconds: 20);
        await RunAsync(turns, requests: 40, rounds: 300, milliseconds: 500);
        turns.Limit.ShouldBeGreaterThan(16);
    }

    [Fact]
    public async Task Kinds_are_not_compared_with_each_other()
    {
        var turns = new QrsTurns(24, time);
        for (var i = 0; i < 40; i++)
        {
            await RunAsync(turns, requests: 2, rounds: 1, milliseconds: 20, kind: "about");
            await RunAsync(turns, requests: 2, rounds: 1, milliseconds: 900, kind: "download");
        }

        turns.Limit.ShouldBe(QrsTurns.First);
    }

    [Fact]
    public async Task A_failure_is_an_answer_that_is_too_slow()
    {
        var turns = new QrsTurns(24, time);
        (await turns.TakeAsync("about", CancellationToken.None)).Dispose();
        turns.Limit.ShouldBe(6);
    }

    [Fact]
    public async Task Who_gives_up_waiting_takes_no_turn()
    {
        var turns = new QrsTurns(1, time);
        var first = await turns.TakeAsync("about", CancellationToken.None);
        using var end = new CancellationTokenSource();
        var second = turns.TakeAsync("about", end.Token);
        var third = turns.TakeAsync("about", CancellationToken.None);
        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(second);
        third.IsCompleted.ShouldBeFalse();
        first.Answered();
        first.Dispose();
        (await third).Dispose();
        (await turns.TakeAsync("about", CancellationToken.None)).Dispose();
    }

    /// <summary>Rounds of requests that all begin at once and each take as long; returns how many were under way at the most.</summary>
    private async Task<int> RunAsync(QrsTurns turns, int requests, int rounds, double milliseconds, string kind = "about")
    {
        var most = 0;
        for (var round = 0; round < rounds; round++)
        {
            var asked = Enumerable.Range(0, requests).Select(_ => turns.TakeAsync(kind, CancellationToken.None)).ToList();
            while (asked.Count > 0)
            {
                await Eventually.TrueAsync(() => asked.Any(turn => turn.IsCompleted), "a turn is given");
                await Task.Delay(1); // those that are given at the same time
                var given = asked.Where(turn => turn.IsCompleted).ToList();
                most = Math.Max(most, given.Count);
                asked.RemoveAll(given.Contains);
                time.Advance(TimeSpan.FromMilliseconds(milliseconds));
                foreach (var turn in given)
                {
                    var ended = await turn;
                    ended.Answered();
                    ended.Dispose();
                }
            }
        }

        return most;
    }
}
