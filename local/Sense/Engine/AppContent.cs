using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Butler.Local.Sense.Site;
using Butler.Local.Sense.Times;

namespace Butler.Local.Sense.Engine;

/// <summary>The content of an app in the engine: two sheets with objects, and the results of its script.</summary>
internal sealed partial class AppContent(SenseApp app)
{
    public SenseApp App => app;

    public IReadOnlyList<EngineItem> Items { get; } = [.. Make(app)];

    public JsonObject Properties => new()
    {
        ["qTitle"] = app.Name,
        ["qLastReloadTime"] = QrsTime.Text(app.LastReload),
        ["qSavedInProductVersion"] = "14.212.13",
        ["description"] = app.Description,
    };

    public JsonObject Layout
    {
        get
        {
            var json = Properties;
            json["qFileName"] = app.Id.ToString();
            json["qHasScript"] = true;
            json["qHasData"] = app.LastReload is not null;
            json["published"] = app.Stream is not null;
            json["qStateNames"] = new JsonArray();
            json["qMeta"] = Meta(app);
            return json;
        }
    }

    /// <summary>The files and databases that the script reads.</summary>
    public JsonArray Lineage =>
    [
        .. Sources().Matches(app.Script).Select(
            match => new JsonObject { ["qDiscriminator"] = match.Groups[1].Value, ["qStatement"] = "" }),
    ];

    public JsonArray Connections =>
    [
        new JsonObject
        {
            ["qId"] = $"{app.Id}-files",
            ["qName"] = $"{app.Name} files",
            ["qConnectionString"] = @"\\fileserver\sense\qvd\",
            ["qType"] = "folder",
            ["qUserName"] = "",
            ["qModifiedDate"] = "2031-01-20T14:05:12.340Z",
        },
    ];

    public JsonArray Fields => [.. FieldNames().Select((name, i) => new JsonObject
    {
        ["qName"] = name,
        ["qCardinal"] = 100 * (i + 1),
        ["qTags"] = new JsonArray("$numeric"),
        ["qSrcTables"] = new JsonArray(app.Name.Split(' ')[0]),
    })];

    /// <summary>The repository's data of an app, in the engine's form.</summary>
    public static JsonObject Meta(SenseApp app) => new()
    {
        ["name"] = app.Name,
        ["description"] = app.Description,
        ["published"] = app.Stream is not null,
        ["stream"] = app.Stream is { } stream ? new JsonObject { ["id"] = stream.Id, ["name"] = stream.Name } : null,
    };

    private IEnumerable<string> FieldNames() =>
        Loads().Matches(app.Script)
            .SelectMany(match => match.Groups[1].Value.Split(','))
            .Select(field => field.Split(" as ")[^1].Trim())
            .Where(name => name.All(char.IsLetter))
            .Distinct();

    private static IEnumerable<EngineItem> Make(SenseApp app)
    {
        for (var sheet = 1; sheet <= 2; sheet++)
        {
            var id = Id("sheet", sheet);
            yield return new(
                id, "sheet", sheet == 1 ? "Overview" : "Details", new JsonObject { ["rank"] = sheet, ["cells"] = new JsonArray() });
        }

        yield return new(Id("story", 1), "story", "Monthly review", new JsonObject { ["rank"] = 1 });
        yield return new(Id("masterobject", 1), "masterobject", $"{app.Name} by month", new JsonObject { ["visualization"] = "barchart" });
        yield return new("AppPropsList", "appprops", app.Name, new JsonObject { ["sheetTitleBgColor"] = "#404040" });
        yield return new(
            Id("dimension", 1), "dimension", "Month",
            new JsonObject { ["qDim"] = new JsonObject { ["qFieldDefs"] = new JsonArray("Month") } });
        yield return Measure(1, "Total", "Sum(Amount)");
        yield return Measure(2, "Average", "Avg(Amount)");
        yield return new(Id("bookmark", 1), "bookmark", "This year", new JsonObject { ["creationDate"] = "2031-01-05T10:00:00.000Z" });
        yield return Variable(1, "vToday", "=Today()", byScript: true);
        yield return Variable(2, "vCurrency", "EUR", byScript: false);
    }

    private static EngineItem Measure(int number, string label, string definition) =>
        new(
            Id("measure", number), "measure", label,
            new JsonObject { ["qMeasure"] = new JsonObject { ["qLabel"] = label, ["qDef"] = definition } });

    private static EngineItem Variable(int number, string name, string definition, bool byScript) => new(
        Id("variable", number), "variable", name,
        new JsonObject { ["qName"] = name, ["qDefinition"] = definition, ["qIsScriptCreated"] = byScript });

    private static string Id(string kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{number:00}");

    [GeneratedRegex(@"FROM \[?([^\];(]+)\]?")]
    private static partial Regex Sources();

    [GeneratedRegex(@"LOAD ([^;]+?) (?:FROM|FORM) ")]
    private static partial Regex Loads();
}
