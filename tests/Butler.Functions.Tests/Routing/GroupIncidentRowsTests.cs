using Butler.Functions.Alerts;
using Butler.Functions.Incidents;
using Butler.Functions.Plans;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Routing;

public sealed class GroupIncidentRowsTests
{
    /// <summary>
    /// The run that stores its plan first decides whether the end is sent, so none of them may take the incident for open.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_run_that_another_one_overtakes_between_its_reads_still_finds_the_end(int read)
    {
        var (tables, time) = (new FakeTables(), new FakeTime());
        var incidents = new IncidentRows(tables, time);
        var groups = new GroupIncidentRows(tables, incidents, time);
        var group = new GroupIdentity("group-r-1", "lot-1");
        var failure = EventSummaries.Of(Sample.Event("sense.reload.failed"), Sample.Task);
        var member = new IncidentMember { Id = GroupIncidentRows.Member(group, "a task"), First = failure };
        var incident = await groups.JoinAsync(
            "r", null, group, "default", [member], [new Target { Channel = "a" }], TestContext.Current.CancellationToken);
        var membership = new GroupMembership(incident!.Id, member.Id);
        var success = Sample.Event("sense.reload.succeeded") with
        {
            Id = "default:success:1",
            Time = Sample.Time.AddHours(1),
            ReceivedTime = Sample.Time.AddHours(1),
        };

        tables.AfterGet = async () =>
        {
            if (--read == 0)
            {
                tables.AfterGet = null;
                await groups.RecoveredAsync(membership, success, TestContext.Current.CancellationToken);
            }
        };
        var seen = await groups.RecoveredAsync(membership, success, TestContext.Current.CancellationToken);

        read.ShouldBe(0);
        (seen!.Resolved, seen.ResolvedBy, seen.Failing).ShouldBe((success.OrderTime, success.Id, 0));
    }
}
