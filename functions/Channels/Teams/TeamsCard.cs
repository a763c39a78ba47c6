using System.Text.Json.Nodes;
using Butler.Core.Text;
using Butler.Functions.Alerts;

namespace Butler.Functions.Channels.Teams;

/// <summary>
/// The built-in adaptive card. Values are in text runs, which do not interpret markdown: a name such as <c>[x](http://...)</c> stays a
/// name.
/// Source: https://adaptivecards.io/explorer/
/// </summary>
internal static class TeamsCard
{
    private const int MaxActions = 6;
    private const int MaxLine = 500;
    private const int MaxMembers = 20;

    /// <summary>Renders the failing lines first, then facts, links and notes.</summary>
    public static JsonObject Of(Alert alert, string? fault)
    {
        var tone = AlertTone.Of(alert);
        var body = new JsonArray(new JsonObject
        {
            ["type"] = "Container",
            ["style"] = tone.Card,
            ["bleed"] = true,
            ["items"] = new JsonArray(Line($"{tone.Icon} {AlertText.Title(alert)}", run =>
            {
                run["size"] = "Large";
                run["weight"] = "Bolder";
            })),
        });

        if (AlertText.Failing(alert) is { Count: > 0 } failing)
        {
            body.Add((JsonNode)Lines(failing));
        }

        if (alert.Reason.Members is { Count: > 0 } members)
        {
            body.Add((JsonNode)Lines([.. members.Take(MaxMembers).Select(m => AlertText.Member(alert, m))]));
        }

        foreach (var (label, value) in AlertFacts.Of(alert))
        {
            body.Add((JsonNode)Fact(label, value));
        }

        AddActions(body, alert, AlertLinks.Of(alert));
        foreach (var note in AlertText.Notes(alert, fault))
        {
            body.Add((JsonNode)Note(note));
        }

        return Card(body);
    }

    /// <summary>Renders the operator's own line with Butler's two buttons.</summary>
    public static JsonObject OneLine(Alert alert, string text)
    {
        var body = new JsonArray(Line(AlertText.OneLine(text, 1000), run => run["weight"] = "Bolder"));
        AddActions(body, alert, [.. AlertLinks.Of(alert).Where(l => l.Id is "qmc" or "hub")]);
        return Card(body);
    }

    /// <summary>Renders a message of a load script. Each line is its own block, because a line break in a block is not shown.</summary>
    public static JsonObject Written(string? title, string text)
    {
        var body = new JsonArray();
        if (AlertText.OneLine(title ?? "", 1000) is { Length: > 0 } heading)
        {
            body.Add((JsonNode)Line(heading, run =>
            {
                run["size"] = "Large";
                run["weight"] = "Bolder";
            }));
        }

        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            body.Add((JsonNode)new JsonObject
            {
                ["type"] = "TextBlock",
                ["text"] = line.Length == 0 ? " " : line,
                ["wrap"] = true,
                ["spacing"] = body.Count == 0 ? "Default" : "None",
            });
        }

        return Card(body);
    }

    /// <summary>A line in small print.</summary>
    public static JsonObject Note(string text) => Line(text, run =>
    {
        run["size"] = "Small";
        run["isSubtle"] = true;
    });

    private static JsonObject Card(JsonArray body) => new()
    {
        ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
        ["type"] = "AdaptiveCard",
        ["version"] = "1.4",
        ["msteams"] = new JsonObject { ["width"] = "Full" },
        ["body"] = body,
    };

    private static JsonObject Line(string text, Action<JsonObject> look)
    {
        var run = new JsonObject { ["type"] = "TextRun", ["text"] = text };
        look(run);
        return new JsonObject { ["type"] = "RichTextBlock", ["inlines"] = new JsonArray(run) };
    }

    /// <summary>Renders the lines of a log, one block each, because some clients drop line breaks in a text run.</summary>
    private static JsonObject Lines(IReadOnlyList<string> lines) => new()
    {
        ["type"] = "Container",
        ["style"] = "emphasis",
        ["items"] = new JsonArray([.. lines.Select((l, i) =>
        {
            var line = Line(TextCut.ToLength(l, MaxLine), run => run["fontType"] = "Monospace");
            line["spacing"] = i == 0 ? "Default" : "None";
            return (JsonNode)line;
        })]),
    };

    private static JsonObject Fact(string label, string value) => new()
    {
        ["type"] = "ColumnSet",
        ["spacing"] = "Small",
        ["columns"] = new JsonArray(
            Column("96px", Line(label, run => run["isSubtle"] = true)),
            Column("stretch", [.. value.ReplaceLineEndings("\n").Split('\n').Select(l => Line(TextCut.ToLength(l, MaxLine), _ => { }))])),
    };

    private static JsonObject Column(string width, params JsonObject[] items) =>
        new() { ["type"] = "Column", ["width"] = width, ["items"] = new JsonArray([.. items.Select(i => (JsonNode)i)]) };

    private static void AddActions(JsonArray body, Alert alert, IReadOnlyList<AlertLink> links)
    {
        var actions = new JsonArray();
        if (alert.AcknowledgeUrl is { } acknowledge)
        {
            var action = OpenUrl("Acknowledge", acknowledge);
            action["style"] = "positive";
            actions.Add((JsonNode)action);
        }

        foreach (var link in links.Take(MaxActions - actions.Count))
        {
            actions.Add((JsonNode)OpenUrl(link.Text, link.Url));
        }

        if (actions.Count > 0)
        {
            body.Add((JsonNode)new JsonObject { ["type"] = "ActionSet", ["actions"] = actions });
        }
    }

    private static JsonObject OpenUrl(string title, Uri url) =>
        new() { ["type"] = "Action.OpenUrl", ["title"] = AlertText.OneLine(title, 60), ["url"] = url.AbsoluteUri };
}
