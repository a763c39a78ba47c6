using Butler.RelayAgent.Monitors.Services;
using Butler.RelayAgent.Monitors.Services.Managers;

namespace Butler.RelayAgent.Tests.Monitors.Services;

/// <summary>Each look is a word: a state of Windows, or <c>-</c> when the service is not there. The looks are a minute apart.</summary>
public sealed class ServiceChangeTests
{
    [Theory]
    [InlineData("RUNNING", "")]
    [InlineData("RUNNING RUNNING", "")]
    [InlineData("STOPPED", "0 stopped STOPPED after UNKNOWN since ?")]
    [InlineData("STOPPED STOPPED STOPPED", "0 stopped STOPPED after UNKNOWN since ?")]
    [InlineData("PAUSED", "0 stopped PAUSED after UNKNOWN since ?")]
    [InlineData("RUNNING RUNNING STOPPED", "2 stopped STOPPED after RUNNING since 1")]
    [InlineData("RUNNING STOPPED STOPPED RUNNING", "1 stopped STOPPED after RUNNING since 0|3 started RUNNING after STOPPED since 3")]
    [InlineData("RUNNING PAUSED RUNNING", "1 stopped PAUSED after RUNNING since 0|2 started RUNNING after PAUSED since 2")]
    [InlineData("RUNNING PAUSED STOPPED", "1 stopped PAUSED after RUNNING since 0|2 stopped STOPPED after PAUSED since 1")]
    [InlineData("RUNNING STOPPED PAUSED", "1 stopped STOPPED after RUNNING since 0|2 stopped PAUSED after STOPPED since 1")]
    public void A_status_that_stands_is_told_once(string looks, string alerts) => Run(looks).ShouldBe(alerts);

    [Theory]
    [InlineData("RUNNING STOP_PENDING START_PENDING START_PENDING RUNNING", "")]
    [InlineData("RUNNING STOP_PENDING STOPPED", "2 stopped STOPPED after RUNNING since 0")]
    [InlineData(
        "RUNNING STOP_PENDING STOP_PENDING STOP_PENDING STOP_PENDING STOP_PENDING", "4 stopped STOP_PENDING after RUNNING since 0")]
    [InlineData(
        "RUNNING STOP_PENDING STOP_PENDING STOP_PENDING STOP_PENDING STOPPED RUNNING",
        "4 stopped STOP_PENDING after RUNNING since 0|6 started RUNNING after STOPPED since 6")]
    [InlineData(
        "START_PENDING START_PENDING START_PENDING START_PENDING RUNNING",
        "3 stopped START_PENDING after UNKNOWN since ?|4 started RUNNING after START_PENDING since 4")]
    [InlineData("START_PENDING START_PENDING RUNNING", "")]
    [InlineData("START_PENDING STOPPED", "1 stopped STOPPED after UNKNOWN since ?")]
    [InlineData("RUNNING PAUSE_PENDING PAUSED", "2 stopped PAUSED after RUNNING since 0")]
    [InlineData(
        "RUNNING STOPPED START_PENDING START_PENDING START_PENDING START_PENDING RUNNING",
        "1 stopped STOPPED after RUNNING since 0|6 started RUNNING after STOPPED since 6")]
    [InlineData("PAUSED CONTINUE_PENDING RUNNING", "0 stopped PAUSED after UNKNOWN since ?|2 started RUNNING after PAUSED since 2")]
    public void A_pending_status_is_told_at_the_fourth_look_in_a_row(string looks, string alerts) => Run(looks).ShouldBe(alerts);

    [Theory]
    [InlineData("RUNNING - - RUNNING - -", "")]
    [InlineData("RUNNING - - - -", "3 stopped UNKNOWN after RUNNING since 0")]
    [InlineData("RUNNING - - - RUNNING", "3 stopped UNKNOWN after RUNNING since 0|4 started RUNNING after UNKNOWN since 4")]
    [InlineData("RUNNING - - - STOPPED RUNNING", "3 stopped UNKNOWN after RUNNING since 0|5 started RUNNING after STOPPED since 5")]
    [InlineData("RUNNING - STOPPED", "2 stopped STOPPED after RUNNING since 0")]
    [InlineData("RUNNING STOPPED - - - RUNNING", "1 stopped STOPPED after RUNNING since 0|5 started RUNNING after STOPPED since 5")]
    public void A_service_that_vanished_is_told_at_the_third_look_in_a_row(string looks, string alerts) => Run(looks).ShouldBe(alerts);

    [Theory]
    [InlineData("STOPPED STOPPED", "")]
    [InlineData("STOPPED RUNNING", "1 started RUNNING after STOPPED since 1")]
    [InlineData("RUNNING STOPPED", "1 stopped STOPPED after RUNNING since 0")]
    [InlineData("STOPPED - - -", "3 stopped UNKNOWN after STOPPED since 0")]
    public void A_service_that_people_start_may_stand_still_at_the_first_look(string looks, string alerts)
    {
        Run(looks, StartTypes.Manual).ShouldBe(alerts);
        Run(looks, StartTypes.Disabled).ShouldBe(alerts);
    }

    /// <summary>The word NEVER is a service that stands still and has not started since Windows did.</summary>
    [Theory]
    [InlineData("RUNNING NEVER NEVER NEVER NEVER NEVER RUNNING", StartTypes.Automatic, "")]
    [InlineData("RUNNING NEVER NEVER START_PENDING RUNNING STOPPED", StartTypes.Delayed, "5 stopped STOPPED after RUNNING since 4")]
    [InlineData(
        "RUNNING NEVER NEVER NEVER NEVER NEVER NEVER NEVER NEVER NEVER NEVER NEVER RUNNING", StartTypes.Automatic,
        "10 stopped STOPPED after RUNNING since 0|12 started RUNNING after STOPPED since 12")]
    [InlineData("RUNNING NEVER NEVER NEVER NEVER NEVER START_PENDING START_PENDING RUNNING", StartTypes.Automatic, "")]
    [InlineData("RUNNING NEVER NEVER STOPPED", StartTypes.Automatic, "3 stopped STOPPED after RUNNING since 0")]
    [InlineData("NEVER NEVER STOPPED", StartTypes.Automatic, "0 stopped STOPPED after UNKNOWN since ?")]
    [InlineData("RUNNING NEVER", StartTypes.Manual, "1 stopped STOPPED after RUNNING since 0")]
    [InlineData("NEVER NEVER NEVER NEVER NEVER NEVER NEVER NEVER NEVER NEVER NEVER", StartTypes.Manual, "")]
    public void After_a_start_of_Windows_a_service_has_ten_looks_to_start(string looks, string startType, string alerts) =>
        Run(looks, startType).ShouldBe(alerts);

    private static string Run(string looks, string startType = StartTypes.Automatic)
    {
        var start = new DateTimeOffset(2031, 3, 14, 4, 0, 0, TimeSpan.Zero);
        KnownService? known = null;
        DateTimeOffset? lookedAt = null;
        var told = new List<string>();
        foreach (var (i, look) in looks.Split(' ').Index())
        {
            var now = start.AddMinutes(i);
            ServiceAlert? alert = null;
            if (look != "-")
            {
                var state = Enum.GetValues<WinServiceState>().Single(each => each.Text() == look.Replace("NEVER", "STOPPED"));
                var seen = new WinService("s", state) { StartType = startType, Win32ExitCode = look == "NEVER" ? 1077 : 0 };
                (known, alert) = ServiceChange.Judge(known, seen, lookedAt, now);
            }
            else
            {
                (known, alert) = ServiceChange.Missed(known!, lookedAt);
            }

            lookedAt = now;
            if (alert is not null)
            {
                told.Add($"{i} {(alert.IsDown ? "stopped" : "started")} {alert.Status} after {alert.Previous} since "
                    + (alert.Since is { } since ? $"{(since - start).TotalMinutes}" : "?"));
            }
        }

        return string.Join('|', told);
    }
}
