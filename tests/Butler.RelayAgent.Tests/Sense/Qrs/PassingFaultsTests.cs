using Butler.RelayAgent.Sense.Qrs;
using Butler.Tests;

namespace Butler.RelayAgent.Tests.Sense.Qrs;

public sealed class PassingFaultsTests
{
    private static readonly DateTimeOffset Start = new(2031, 3, 14, 4, 12, 7, TimeSpan.Zero);

    private readonly FakeTime time = new(Start);
    private readonly List<double> attempts = [];

    /// <summary>What waits for the clock goes on as the clock is moved, not on another thread.</summary>
    public PassingFaultsTests() => SynchronizationContext.SetSynchronizationContext(null);

    [Theory]
    [InlineData(new[] { 404 }, new[] { 0, 0.2 })]
    [InlineData(new[] { 500 }, new[] { 0, 0.2 })]
    [InlineData(new[] { 503 }, new[] { 0, 0.2 })]
    [InlineData(new[] { 0 }, new[] { 0, 0.2 })]
    [InlineData(new[] { 404, 500, 503, 0 }, new[] { 0, 0.2, 0.6, 1.4, 2.4 })]
    public void What_may_pass_is_repeated_until_it_has_passed(int[] faults, double[] at)
    {
        var call = RepeatAsync(faults);
        Run(call, TimeSpan.FromSeconds(5));

        (call.IsCompletedSuccessfully, attempts).ShouldSatisfyAllConditions(
            () => call.Result.ShouldBe("good"),
            () => attempts.ShouldBe(at, 0.001));
    }

    [Fact]
    public void No_attempt_begins_after_the_budget()
    {
        var call = RepeatAsync([.. Enumerable.Repeat(503, 20)]);
        Run(call, TimeSpan.FromSeconds(20));

        call.Exception!.InnerException.ShouldBeOfType<QrsException>().Status.ShouldBe(503);
        attempts.ShouldBe([0, 0.2, 0.6, 1.4, 2.4], 0.001);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    public void What_is_final_ends_at_once(int status)
    {
        var call = RepeatAsync([status]);

        call.Exception!.InnerException.ShouldBeOfType<QrsException>().Status.ShouldBe(status);
        attempts.ShouldBe([0]);
    }

    [Fact]
    public void Where_QRS_has_not_answered_lately_it_is_not_asked_again()
    {
        var call = new PassingFaults(time).RepeatAsync<string>(
            _ => throw new QrsException(0, "lately") { IsCircuitOpen = true }, _ => true, TestContext.Current.CancellationToken);

        call.Exception!.InnerException!.Message.ShouldBe("lately");
    }

    private Task<string> RepeatAsync(int[] faults) => new PassingFaults(time).RepeatAsync(
        number =>
        {
            attempts.Add((time.GetUtcNow() - Start).TotalSeconds);
            return number <= faults.Length ? throw new QrsException(faults[number - 1], "no") : Task.FromResult("good");
        },
        fault => fault.IsTransient || fault.IsNotFound,
        TestContext.Current.CancellationToken);

    /// <summary>Moves the clock in small steps: what goes on after a pause does so before the next step.</summary>
    private void Run(Task call, TimeSpan most)
    {
        for (var gone = TimeSpan.Zero; !call.IsCompleted && gone < most; gone += TimeSpan.FromMilliseconds(50))
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
        }
    }
}
