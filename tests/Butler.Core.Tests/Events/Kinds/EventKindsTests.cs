using System.Reflection;
using System.Text.Json;
using Butler.Core.Events;
using Butler.Core.Events.Kinds;

namespace Butler.Core.Tests.Events.Kinds;

public sealed class EventKindsTests
{
    /// <summary>The types of the design, which routes of operators name.</summary>
    private static readonly string[] Promised =
    [
        .. new[] { "reload", "externalprogram", "usersync", "distribute", "preload", "task" }
            .SelectMany(kind => new[] { $"sense.{kind}.failed", $"sense.{kind}.aborted", $"sense.{kind}.succeeded" }),
        "sense.distribute.finished", "sense.distribute.timedout", "sense.unparsed", "sense.task.slow", "sense.task.missed",
        "sense.task.started",
        "sense.service.stopped", "sense.service.started", "sense.service.status", "sense.host.unreachable", "sense.host.reachable",
        "sense.version", "sense.certificate.expiring",
        "sense.license.server", "sense.license.expiring", "sense.license.expired", "sense.license.access", "sense.license.low",
        "sense.license.released", "sense.license.release.ended",
        "cloud.reload.failed", "cloud.reload.succeeded", "cloud.reload.canceled",
        "butler.relay.offline", "butler.relay.online", "butler.relay.loss", "butler.relay.refused",
        "butler.delivery.dead", "butler.event.late", "butler.digest.daily", "butler.metrics",
    ];

    [Fact]
    public void Every_promised_type_is_declared_once()
    {
        Promised.Except(EventKinds.Types).ShouldBeEmpty();
        EventKinds.Types.ShouldBeUnique();
        EventKinds.Types.ShouldAllBe(type => EventKinds.Find(type)!.Type == type);
        EventKinds.Find("sense.reload.nosuch").ShouldBeNull();
    }

    [Fact]
    public void Every_constant_of_a_type_is_declared()
    {
        var constants = typeof(EventTypes).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!).Where(text => text.Contains('.', StringComparison.Ordinal));
        constants.Except(EventKinds.Types).ShouldBeEmpty();
    }

    [Fact]
    public void The_fields_of_a_task_are_those_of_its_record()
    {
        var names = typeof(TaskEventData).GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)).Order();
        EventKinds.Find("sense.reload.failed")!.Data.Select(field => field.Name).Order().ShouldBe(names);
    }

    [Fact]
    public void A_monitors_fields_have_the_types_that_tasks_give_them_where_they_share_a_name()
    {
        var ofTasks = EventKinds.Find("sense.reload.failed")!.Data.ToDictionary(field => field.Name, field => field.Type);
        foreach (var kind in EventKinds.All.Where(kind => kind.Type.StartsWith("sense.", StringComparison.Ordinal)))
        {
            kind.Data.Where(field => ofTasks.TryGetValue(field.Name, out var type) && type != field.Type).ShouldBeEmpty(kind.Type);
        }
    }

    [Theory]
    [InlineData("sense.version", """{"changed":false}""", true)]
    [InlineData("sense.version", """{"changed":true}""", false)]
    [InlineData("sense.version", "{}", false)]
    [InlineData("sense.version", "[]", false)]
    [InlineData("sense.version", null, false)]
    [InlineData("sense.license.server", """{"changed":false}""", false)]
    [InlineData("sense.service.status", null, true)]
    public void A_measurement_has_such_a_type_or_is_a_version_that_did_not_change(string type, string? data, bool isMetric) =>
        EventKinds.IsMetric(new CloudEvent
        {
            Id = "a",
            Source = "/sense/main/node1",
            Type = type,
            Time = DateTimeOffset.UnixEpoch,
            Data = data is null ? null : JsonElement.Parse(data),
        }).ShouldBe(isMetric);

    [Fact]
    public void One_name_has_one_type_and_one_unit_in_all_monitors()
    {
        var monitors = EventKinds.All.Where(kind => kind.Type.StartsWith("sense.", StringComparison.Ordinal));
        foreach (var same in monitors.SelectMany(kind => kind.Data).GroupBy(field => field.Name))
        {
            same.Select(field => (field.Type, field.Unit)).Distinct().Count().ShouldBe(1, same.Key);
        }
    }

    [Fact]
    public void Tones_are_as_serious_as_the_words()
    {
        string Tone(EventTone tone) =>
            string.Join(' ', EventKinds.All.Where(kind => kind.Tone == tone).Select(kind => kind.Type[(kind.Type.IndexOf('.') + 1)..]));
        Tone(EventTone.Error).ShouldBe(
            "reload.failed externalprogram.failed usersync.failed distribute.failed preload.failed task.failed distribute.timedout "
            + "task.missed service.stopped host.unreachable license.expired "
            + "reload.failed automation.failed relay.offline relay.loss cloud.failing delivery.dead");
        Tone(EventTone.Info).ShouldBe(
            "service.status version license.server license.access license.released license.release.ended app.updated event digest.daily "
            + "metrics");
        Tone(EventTone.Good).ShouldBe(
            "reload.succeeded externalprogram.succeeded usersync.succeeded distribute.succeeded preload.succeeded task.succeeded "
            + "task.started service.started host.reachable reload.succeeded automation.succeeded relay.online cloud.recovered");
    }

    [Fact]
    public void What_fails_can_recover()
    {
        foreach (var thing in EventKinds.All.Where(kind => kind.Effect == EventEffect.Fails).Select(kind => kind.About).Distinct())
        {
            thing.ShouldNotBeNull();
            EventKinds.All.ShouldContain(kind => kind.About == thing && kind.Effect == EventEffect.Recovers);
        }
    }
}
