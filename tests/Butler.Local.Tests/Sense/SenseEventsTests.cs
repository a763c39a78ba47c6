using Butler.Local.Sense.Datagrams;

namespace Butler.Local.Tests.Sense;

public sealed class SenseEventsTests
{
    private static readonly DateTimeOffset Time = new(2031, 3, 14, 4, 12, 7, 318, TimeSpan.FromHours(1));

    [Theory]
    [InlineData("sense.reload.failed", @"/scheduler-task-failed/;qsprod02;Reload of Margin Cockpit;Margin Cockpit;FABRIKAM\svc_reload;"
        + @"0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33;6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1;2031-03-14 04:12:07,318;WARN;E;Max retries reached")]
    [InlineData("sense.task.failed", @"/scheduler-task-failed/;qsprod02;Reload of Margin Cockpit;Margin Cockpit;FABRIKAM\svc_reload;"
        + @"0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33;6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1;2031-03-14 04:12:07,318;WARN;E;Max retries reached")]
    [InlineData(
        "sense.reload.aborted",
        @"/scheduler-task-aborted/;qsprod02;Reload of Margin Cockpit;Margin Cockpit;FABRIKAM\svc_reload;"
            + @"0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33;6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1;2031-03-14 04:12:07,318;INFO;E;"
            + @"Execution State Change to Aborting")]
    [InlineData(
        "sense.reload.succeeded",
        @"/scheduler-task-success/;qsprod02;Reload of Margin Cockpit;Margin Cockpit;FABRIKAM\svc_reload;"
            + @"0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33;6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1;2031-03-14 04:12:07,318;INFO;E;"
            + @"Execution State Change to FinishedSuccess")]
    [InlineData(
        "sense.distribute.failed",
        @"/scheduler-distribute/;qsprod02;Distribute Margin Cockpit;Margin Cockpit;FABRIKAM\svc_reload;3d5f4f1e;"
            + @"6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1;2031-03-14 04:12:07,318;INFO;E;Exiting execute of Distribute task request.")]
    [InlineData(
        "sense.usersync.failed",
        @"/scheduler-task-failed/;qsprod02;User synchronization of FABRIKAM;(null);FABRIKAM\svc_reload;3d5f4f1e;(null);"
            + @"2031-03-14 04:12:07,318;WARN;E;Max retries reached")]
    [InlineData(
        "sense.externalprogram.succeeded",
        @"/scheduler-task-success/;qsprod02;Export to the warehouse;(null);FABRIKAM\svc_reload;3d5f4f1e;(null);"
            + @"2031-03-14 04:12:07,318;INFO;E;Execution State Change to FinishedSuccess")]
    [InlineData(
        "sense.preload.failed",
        @"/scheduler-task-failed/;qsprod02;Preload of Margin Cockpit;Margin Cockpit;FABRIKAM\svc_reload;3d5f4f1e;"
            + @"6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1;2031-03-14 04:12:07,318;WARN;E;Failed to start session")]
    public void Each_type_has_the_text_that_Senses_appender_writes(string type, string expected)
    {
        var datagram = SenseEvents.Datagram(type, "E", Time);

        datagram.ToString().ShouldBe(expected.Replace("3d5f4f1e", SenseDatagram.IdOf(datagram.TaskName), StringComparison.Ordinal));
    }

    [Fact]
    public void There_are_three_outcomes_of_six_kinds_and_what_nobody_understands() => SenseEvents.Types.Count.ShouldBe(19);
}
