using Butler.Core.Configuration;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Preview.Samples;
using Butler.Functions.Routing;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Routing;

public sealed class RouteMatcherTests
{
    private static readonly TaskEventData Enriched = Sample.Task with
    {
        Task = new TaskInfo
        {
            Name = "Reload of Margin Cockpit",
            Tags = ["production"],
            CustomProperties = [new("Team", "Finance"), new("Team", "Sales")],
        },
        App = new AppInfo { Name = "Margin Cockpit", Stream = "Finance", Tags = ["core"] },
        Owner = new OwnerInfo { Directory = "FABRIKAM", UserId = "ida", Name = "Ida Holm" },
        Enrichment = new EnrichmentInfo(),
    };

    [Theory]
    [InlineData("sense.reload.failed", "sense.reload.failed", true)]
    [InlineData("sense.reload.failed", "sense.*", true)]
    [InlineData("sense.reload.failed", "*.failed", true)]
    [InlineData("sense.reload.failed", "*", true)]
    [InlineData("sense.reload.failed", "sense.reload.aborted", false)]
    [InlineData("sense.reload.failed", "sense.preload.failed", false)]
    [InlineData("sense.task.failed", "sense.reload.failed", true)]
    [InlineData("sense.task.failed", "sense.usersync.failed", true)]
    [InlineData("sense.task.failed", "sense.reload.aborted", false)]
    [InlineData("sense.reload.failed", "sense.task.failed", false)]
    [InlineData("sense.distribute.finished", "sense.distribute.failed", true)]
    [InlineData("sense.distribute.finished", "sense.reload.failed", false)]
    [InlineData("sense.unparsed", "sense.unparsed", true)]
    public void A_type_meets_a_pattern(string type, string pattern, bool meets) =>
        Match($"on: \"{pattern}\"", Sample.Event(type)).ShouldBe(meets);

    [Theory]
    [InlineData("taskTags: production", true)]
    [InlineData("taskTags: [test, PRODUCTION]", true)]
    [InlineData("taskTags: test", false)]
    [InlineData("taskCustomProperties: { Team: Finance }", true)]
    [InlineData("taskCustomProperties: { Team: [Legal, Sales] }", true)]
    [InlineData("taskCustomProperties: { Team: Finance, Tier: Gold }", false)]
    [InlineData("appTags: core", true)]
    [InlineData("apps: Margin*", true)]
    [InlineData("apps: 6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1", true)]
    [InlineData("tasks: Nightly*", false)]
    [InlineData("owners: 'FABRIKAM\\ida'", true)]
    [InlineData("streams: Finance", true)]
    [InlineData("hosts: qsprod0*", true)]
    [InlineData("sites: other", false)]
    [InlineData("environments: [prod]", true)]
    [InlineData("tenants: acme", false)]
    [InlineData("hosts: qsprod02, not: { taskTags: production }", false)]
    [InlineData("hosts: qsprod02, not: { taskTags: test, hosts: other }", true)]
    public void An_event_meets_conditions(string where, bool meets) =>
        Match($"on: '*', where: {{ {where} }}", Sample.Event("sense.reload.failed", data: Enriched)).ShouldBe(meets);

    [Theory]
    [InlineData("taskTags: F\u00f6rs\u00e4ljning")]
    [InlineData("taskTags: FO\u0308RSA\u0308LJ*")]
    [InlineData("apps: '*re\u0301sume\u0301*'")]
    [InlineData("taskCustomProperties: { 'E\u0301quipe': 'a\u030are' }")]
    [InlineData("taskCustomProperties: { '\u00c9QUIPE': '\u00c5RE' }")]
    [InlineData("not: { taskTags: nope }, owners: 'FABRIKAM\\ja\u0308rn'")]
    public void Names_are_the_same_however_their_letters_are_composed(string where)
    {
        var data = Enriched with
        {
            Task = new TaskInfo { Tags = ["Fo\u0308rsa\u0308ljning"], CustomProperties = [new("\u00c9quipe", "\u00c5re")] },
            App = new AppInfo { Name = "Le r\u00e9sum\u00e9 de 2031" },
            Owner = new OwnerInfo { Directory = "FABRIKAM", UserId = "j\u00e4rn" },
        };
        Match($"on: '*', where: {{ {where} }}", Sample.Event("sense.reload.failed", data: data)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("taskTags: production", "taskTags")]
    [InlineData("taskCustomProperties: { Team: Finance }, owners: x", "taskCustomProperties,owners")]
    [InlineData("streams: Finance", "streams")]
    [InlineData("hosts: qsprod02, not: { taskTags: production }", "taskTags")]
    public void What_could_not_be_looked_up_counts_as_met_and_is_named(string where, string open) =>
        string.Join(',', Open($"on: 'sense.reload.*', where: {{ {where} }}", Sample.Event("sense.reload.failed"))!).ShouldBe(open);

    [Fact]
    public void A_known_reason_to_exclude_excludes_even_beside_an_unknown_one() =>
        Match("on: '*', where: { not: { taskTags: production, hosts: qsprod02 } }", Sample.Event()).ShouldBeFalse();

    [Fact]
    public void A_field_that_events_of_a_kind_do_not_have_does_not_match() =>
        Match("on: '*', where: { taskTags: production }", Sample.Event("cloud.reload.failed")).ShouldBeFalse();

    [Theory]
    [InlineData("services: QlikSenseEngineService", true)]
    [InlineData("services: 'qlik sense engine*'", true)]
    [InlineData("services: Qlik engine", true)]
    [InlineData("services: [QlikSenseProxyService]", false)]
    [InlineData("hosts: qsprod02, services: Qlik*", true)]
    [InlineData("hosts: qsprod01", false)]
    [InlineData("not: { services: Qlik* }", false)]
    [InlineData("spaces: Finance", false)]
    [InlineData("tasks: '*'", false)]
    [InlineData("apps: '*'", false)]
    public void A_service_meets_conditions(string where, bool meets) =>
        Match($"on: 'sense.service.*', where: {{ {where} }}", SampleEvents.Of("sense.service.stopped", Sample.Time)).ShouldBe(meets);

    [Theory]
    [InlineData("spaces: Finance", true)]
    [InlineData("spaces: fin*", true)]
    [InlineData("spaces: 6512f0aa91c3", true)]
    [InlineData("spaces: Sales", false)]
    [InlineData("tenants: fabrikam, not: { spaces: Sales }", true)]
    [InlineData("not: { spaces: Finance }", false)]
    [InlineData("apps: Margin*", true)]
    [InlineData("appTags: margin", true)]
    [InlineData("owners: Ulla Berg", true)]
    [InlineData("services: '*'", false)]
    [InlineData("hosts: '*'", false)]
    public void A_Cloud_reload_meets_conditions(string where, bool meets) =>
        Match($"on: 'cloud.*', where: {{ {where} }}", SampleEvents.Of("cloud.reload.failed", Sample.Time)).ShouldBe(meets);

    [Theory]
    [InlineData("sense.reload.failed", "services: '*'")]
    [InlineData("sense.task.failed", "services: '*'")]
    [InlineData("sense.license.expired", "hosts: '*'")]
    [InlineData("sense.version", "services: '*'")]
    [InlineData("butler.relay.offline", "spaces: '*'")]
    public void A_field_that_a_kind_does_not_have_does_not_match_and_its_opposite_does(string type, string where)
    {
        var sample = SampleEvents.Of(type, Sample.Time);
        Match($"on: '*', where: {{ {where} }}", sample).ShouldBeFalse();
        Match($"on: '*', where: {{ not: {{ {where} }} }}", sample).ShouldBeTrue();
    }

    private static bool Match(string route, CloudEvent @event) => Open(route, @event) is not null;

    private static IReadOnlyList<string>? Open(string route, CloudEvent @event)
    {
        var options = YamlFile.Read(
            "f", $"channels: {{ a: {{ type: console }} }}\nroutes: [{{ name: r, {route}, send: [{{ channel: a }}] }}]", Reading.Butler.Type,
            _ => null);
        return new RouteMatcher(@event, EventData.Task(@event)).Match(options.Routes[0]);
    }
}
