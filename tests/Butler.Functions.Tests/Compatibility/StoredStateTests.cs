using Butler.Functions.Alerts;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Compatibility;

/// <summary>
/// An app that is upgraded goes on with the rows and messages of the version before: the files in <c>Data</c> were written by it.
/// </summary>
public sealed class StoredStateTests
{
    /// <summary>
    /// Stored: an alert of which one delivery waits for its second attempt, a throttle window that holds one event back, a group of two
    /// that is open, an incident that escalates in two hours, a late event that gathers, and an event that nobody has taken yet.
    /// </summary>
    [Theory]
    [InlineData("before-the-capabilities.json")]
    public async Task What_the_version_before_stored_is_carried_on(string file)
    {
        using var sink = new HttpSink();
        using var app = new App($$"""
            channels: { a: { type: console }, hook: { type: webhook, url: "{{sink.Url}}" } }
            routes:
              - { name: plain, on: sense.reload.failed, where: { tasks: [plain] }, send: [a, hook] }
              - { name: throttled, on: sense.reload.failed, where: { tasks: [throttled] }, throttle: { every: 6h, per: [task] }, send: [a] }
              - { name: grouped, on: sense.reload.failed, where: { tasks: ["grouped*"] }, group: { wait: 1h }, resolve: true, send: [a] }
              - { name: watched, on: sense.reload.failed, where: { tasks: [watched] }, resolve: true, escalate: { after: 2h, send: [hook] }, send: [a] }
            """);
        var path = Repository.PathOf($"tests/Butler.Functions.Tests/Compatibility/Data/{file}");
        await StoredState.ReadAsync(app, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));

        await app.RunAsync(TimeSpan.FromHours(3));

        // The retried delivery, the event that waited, the late one and the escalation reach the webhook; the attempt goes on from its
        // number.
        sink.Requests.Select(request => request.Headers.GetValueOrDefault("X-Butler-Alert") ?? "single").Order()
            .ShouldBe(["escalated", "single", "single", "single"]);
        app.DeliveryRows().Where(row => row.PartitionKey == "default:failed:plain-1")
            .Select(row => (row.Text("State"), row.Number("Attempt")))
            .ShouldBe([("sent", 1L), ("sent", 2L)]);
        app.Deliveries(AlertKind.Group).ShouldHaveSingleItem().Delivery.Reason!.Count.ShouldBe(2);
        app.Terminal.ToString().ShouldContain("2 reloads failed");

        // The incident of the version before ends by a success of this one, the window counts what that version held back.
        await app.SendAsync(TestRuns.Success("watched-2", 200, task: "watched"));
        app.Time.Advance(TimeSpan.FromHours(4));
        await app.SendAsync(TestRuns.Failure("throttled-3", 420, task: "throttled") with { ReceivedTime = app.Time.GetUtcNow() });
        await app.RunAsync(TimeSpan.FromMinutes(10));

        app.Deliveries(AlertKind.Resolved).Select(d => (d.Delivery.Route, d.Delivery.Channel)).Order()
            .ShouldBe([("watched", "a"), ("watched", "hook")]);
        app.Deliveries().Single(d => d.Event.Id.EndsWith("throttled-3", StringComparison.Ordinal)).Delivery.Throttle!.HeldBack.ShouldBe(1);
        app.Tables.Rows(TableNames.Events).Select(row => row.Text("State")).Distinct().ShouldBe(["done"]);
        app.DeliveryRows().Select(row => row.Text("State")).Distinct().ShouldBe(["sent"]);
        app.Tables.Rows(TableNames.Incidents).ShouldAllBe(row => !row.RowKey.StartsWith("m-", StringComparison.Ordinal));
    }
}
