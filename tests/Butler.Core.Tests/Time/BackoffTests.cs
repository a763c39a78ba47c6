using Butler.Core.Time;

namespace Butler.Core.Tests.Time;

public sealed class BackoffTests
{
    private readonly Backoff backoff = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60));

    [Fact]
    public void Pauses_double_up_to_the_longest() =>
        Enumerable.Range(1, 6).Select(failures => backoff.Pause(failures).TotalSeconds).ShouldBe([5, 10, 20, 40, 60, 60]);

    [Fact]
    public void They_may_grow_by_another_factor() =>
        Enumerable.Range(1, 4).Select(failures => (backoff with { Factor = 1.5 }).Pause(failures).TotalSeconds)
            .ShouldBe([5, 7.5, 11.25, 16.875]);

    [Fact]
    public void Jitter_lengthens_each_by_a_part_of_it()
    {
        backoff.Pause(2, new Fixed(0)).TotalSeconds.ShouldBe(10);
        backoff.Pause(2, new Fixed(0.5)).TotalSeconds.ShouldBe(11.25);
        backoff.Pause(9, new Fixed(0.5)).TotalSeconds.ShouldBe(67.5);
        (backoff with { Jitter = 1 }).Pause(2, new Fixed(0.5)).TotalSeconds.ShouldBe(15);
    }

    [Fact]
    public void A_limit_holds_with_jitter_too() =>
        (backoff with { Limit = TimeSpan.FromSeconds(60) }).Pause(9, new Fixed(0.5)).TotalSeconds.ShouldBe(60);

    [Fact]
    public void However_many_failures_there_were_the_pause_can_be_told() =>
        backoff.Pause(int.MaxValue).TotalSeconds.ShouldBe(60);

    private sealed class Fixed(double value) : Random
    {
        public override double NextDouble() => value;
    }
}
