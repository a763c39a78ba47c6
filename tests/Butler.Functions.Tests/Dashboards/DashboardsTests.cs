using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Functions.Tests.Channels;

namespace Butler.Functions.Tests.Dashboards;

/// <summary>The dashboards in <c>infra/dashboards</c> are written from these definitions, and ask for what the code writes.</summary>
public sealed class DashboardsTests
{
    private static readonly Dashboard[] All = [TaskDashboard.Create(), SiteDashboard.Create(), ButlerDashboard.Create()];
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly IQueryLanguage[] Languages = [new FluxLanguage(), new InfluxQlLanguage()];

    internal static IEnumerable<PanelQuery> Queries => All.SelectMany(dashboard => dashboard.Panels).SelectMany(panel => panel.Queries);

    public static TheoryData<string, string> Files =>
        new(All.SelectMany(dashboard => Languages.Select(language => (dashboard.Name, language.Name))));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_is_what_its_definition_writes(string dashboard, string language)
    {
        var json = DashboardJson.Of(
            All.Single(each => each.Name == dashboard), Languages.Single(each => each.Name == language));
        Repository.ShouldMatch(
            $"infra/dashboards/{language.ToLowerInvariant()}/{dashboard}.json", json.ToJsonString(Readable) + "\n");
    }

    [Fact]
    public void Every_query_asks_for_a_measurement_with_fields_and_tags_that_the_code_writes()
    {
        var schema = WrittenPoints.Schema();
        foreach (var query in Queries)
        {
            schema.ShouldContainKey(query.Measurement);
            var written = schema[query.Measurement];
            query.Fields.Except(written.Fields.Keys).ShouldBeEmpty(query.ToString());
            query.Tags.Except(written.Tags).ShouldBeEmpty(query.ToString());
            (query.Where is not { } where || written.Tags.Contains(where.Tag)).ShouldBeTrue(query.ToString());
            var calculates = query.Shape != Shape.Rows && query.Fold is not (Fold.Count or Fold.Last);
            (calculates && written.Fields[query.Fields[0]] != "numbers").ShouldBeFalse($"{query} calculates with a text");
        }
    }

    /// <summary>A measurement that no dashboard shows is one that was forgotten.</summary>
    [Fact]
    public void Every_measurement_is_shown() => WrittenPoints.Schema().Keys.Except(Queries.Select(query => query.Measurement))
        .Order(StringComparer.Ordinal).ShouldBeEmpty();

    [Fact]
    public void The_files_are_those_of_the_definitions() =>
        Directory.GetFiles(Repository.PathOf("infra/dashboards"), "*.json", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.PathOf("infra/dashboards"), file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)
            .ShouldBe(Languages.SelectMany(language => All.Select(one => $"{language.Name.ToLowerInvariant()}/{one.Name}.json"))
                .Order(StringComparer.Ordinal));

    /// <summary>Grafana imports a file without a question when it names no data source and has every id once.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_names_no_data_source_of_somebody_and_its_panels_do_not_overlap(string dashboard, string language)
    {
        var json = JsonNode.Parse(File.ReadAllText(Repository.PathOf($"infra/dashboards/{language.ToLowerInvariant()}/{dashboard}.json")))!;
        json["__inputs"].ShouldBeNull();
        json["id"].ShouldBeNull();
        var panels = json["panels"]!.AsArray().Select(panel => panel!).ToList();
        panels.Select(panel => (int)panel["id"]!).ShouldBe(Enumerable.Range(1, panels.Count));
        panels.SelectMany(panel => panel["targets"]!.AsArray()).Concat(panels)
            .Select(each => (string)each!["datasource"]!["uid"]!).Distinct().ShouldBe(["${datasource}"]);
        var cells = panels.Select(panel => panel["gridPos"].Deserialize<Dictionary<string, int>>()!).SelectMany(place =>
            from x in Enumerable.Range(place["x"], place["w"])
            from y in Enumerable.Range(place["y"], place["h"])
            select (x, y)).ToList();
        cells.Distinct().Count().ShouldBe(cells.Count);
        cells.ShouldAllBe(cell => cell.x < 24);
    }
}
