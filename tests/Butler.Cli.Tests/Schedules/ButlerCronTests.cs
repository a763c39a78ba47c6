using Butler.Cli.Schedules;

namespace Butler.Tests.Schedules;

public sealed class ButlerCronTests
{
    [Theory]
    [InlineData("15 5-19/2 * * 1-5", "15 5-19/2 * * 1-5")]
    [InlineData("0 5 1 0 *", "0 5 1 1 *")]
    [InlineData("0 5 1 0,11 *", "0 5 1 1,12 *")]
    [InlineData("0 5 1 2-5/2 *", "0 5 1 3-6/2 *")]
    [InlineData("0 5 1 1/3 *", "0 5 1 2/3 *")]
    [InlineData("0 5 1 */3 *", "0 5 1 */3 *")]
    [InlineData("0  5 1  JAN,feb-11 mon", "0 5 1 JAN,feb-12 mon")]
    [InlineData("30 0 5 1 10 *", "30 0 5 1 11 *")]
    public void Months_are_counted_from_one(string butler, string here)
    {
        var cron = ButlerCron.Read(butler);
        (cron.Text, cron.Refused, cron.HasMonths).ShouldBe((here, null, butler != here));
    }

    [Theory]
    [InlineData("0 5 * * 7", "7")]
    [InlineData("0 5 1 12 *", "12")]
    [InlineData("0 5 L * *", "L")]
    [InlineData("0 5 * * 1#2", "1#2")]
    [InlineData("0 5 ? * 1", "?")]
    [InlineData("60 5 * * *", "60")]
    [InlineData("*/0 5 * * *", "*/0")]
    [InlineData("0 5 * JUNE *", "JUNE")]
    [InlineData("@daily", "@daily")]
    public void What_butler_refuses_stays_as_it_is(string butler, string refused)
    {
        var cron = ButlerCron.Read(butler);
        (cron.Text, cron.Refused, cron.HasMonths).ShouldBe((butler, refused, false));
    }
}
