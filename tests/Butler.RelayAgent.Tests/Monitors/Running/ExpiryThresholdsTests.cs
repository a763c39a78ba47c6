using Butler.RelayAgent.Monitors.Running;

namespace Butler.RelayAgent.Tests.Monitors.Running;

public sealed class ExpiryThresholdsTests
{
    private readonly ExpiryThresholds thresholds = new([60, 7, 30]);

    [Theory]
    [InlineData(61, "", null, "")]
    [InlineData(60, "", 60d, "60")]
    [InlineData(59, "60", null, "60")]
    [InlineData(29.5, "60", 30d, "30,60")]
    [InlineData(5, "", 7d, "7,30,60")]
    [InlineData(-3, "30,60", 7d, "7,30,60")]
    [InlineData(30.5, "30,60", null, "30,60")]
    [InlineData(40, "7,30,60", null, "60")]
    [InlineData(200, "7,30,60", null, "")]
    public void Each_threshold_is_due_once_the_smallest_first_and_again_only_when_it_lies_ahead_again(
        double left, string warned, double? due, string remembered)
    {
        var decided = thresholds.Decide(
            left, [.. warned.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(day => double.Parse(day, null))]);

        (decided.Due, string.Join(',', decided.Warned)).ShouldBe((due, remembered));
    }
}
