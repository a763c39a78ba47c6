using System.Globalization;
using System.Text.Json.Nodes;
using Butler.Cli.Schedules;

namespace Butler.Cli.Migrate.Model;

/// <summary>What the rules read from and write to.</summary>
/// <param name="file">Butler's file.</param>
/// <param name="schedules">Butler's schedules, converted; null when there is no schedule file.</param>
/// <param name="zone">The time zone of Butler's machine.</param>
/// <param name="folder">The folder of Butler's file.</param>
internal sealed class Migration(ButlerFile file, IReadOnlyList<ImportedSchedule>? schedules, TimeZoneInfo zone, string folder)
{
    private readonly List<string> steps = [];

    public ButlerSection Butler => file.Butler;

    public TimeZoneInfo Zone => zone;

    public IReadOnlyList<ImportedSchedule>? Schedules => schedules;

    /// <summary>The function app's file.</summary>
    public JsonObject App { get; } = [];

    /// <summary>The relay's file.</summary>
    public JsonObject Relay { get; } = [];

    public MissingSettings Secrets { get; } = new();

    public CopiedFiles Files { get; } = new(folder);

    /// <summary>What the operator has to do or decide, beyond the settings.</summary>
    public IReadOnlyList<string> Steps => steps;

    /// <summary>How many lines of script logs the channels show at most.</summary>
    public int ScriptLogHead { get; private set; }

    public int ScriptLogTail { get; private set; }

    public void Step(string text)
    {
        if (!steps.Contains(text))
        {
            steps.Add(text);
        }
    }

    /// <summary>
    /// Adds a channel. Returns its name: that of an equal channel, else the given name or, when another channel has it, one with a number.
    /// </summary>
    public string Channel(string name, JsonObject channel) => Named(Child(App, "channels"), name, channel);

    /// <summary>Adds a destination that the relay delivers to, and a channel for it.</summary>
    public string RelayChannel(string name, JsonObject channel, JsonObject destination)
    {
        channel["via"] = "relay";
        channel["destination"] = Named(Child(Child(Relay, "commands"), "deliver"), name, destination);
        return Channel(name, channel);
    }

    /// <summary>Adds a route. A throttle of no seconds is left out.</summary>
    public void Route(string name, JsonArray on, JsonObject send, int? seconds = null, string[]? per = null, JsonObject? where = null)
    {
        var route = new JsonObject { ["name"] = name, ["on"] = on };
        if (where is not null)
        {
            route["where"] = where;
        }

        if (seconds > 0)
        {
            var throttle = new JsonObject
            {
                ["every"] = string.Create(CultureInfo.InvariantCulture, $"{seconds}s"),
            };
            if (per is null or { Length: > 0 })
            {
                throttle["per"] = new JsonArray([.. (per ?? ["task"]).Select(key => (JsonNode)key)]);
            }

            route["throttle"] = throttle;
        }

        route["send"] = new JsonArray(send);
        List(App, "routes").Add(route);
    }

    /// <summary>How many lines of a script log a send shows; the relay has to read as many.</summary>
    public JsonObject ScriptLog(int head, int tail)
    {
        const int max = 1000;
        if (head > max || tail > max)
        {
            Step("An alert shows at most 1,000 lines from each end of a script log; larger numbers were lowered to that.");
        }

        (head, tail) = (Math.Min(head, max), Math.Min(tail, max));
        ScriptLogHead = Math.Max(ScriptLogHead, head);
        ScriptLogTail = Math.Max(ScriptLogTail, tail);
        return new JsonObject { ["head"] = head, ["tail"] = tail };
    }

    /// <summary>The mapping at a key, which is made when it is absent.</summary>
    public static JsonObject Child(JsonObject parent, string key)
    {
        if (parent[key] is not JsonObject child)
        {
            parent[key] = child = [];
        }

        return child;
    }

    /// <summary>The list at a key, which is made when it is absent.</summary>
    public static JsonArray List(JsonObject parent, string key)
    {
        if (parent[key] is not JsonArray list)
        {
            parent[key] = list = [];
        }

        return list;
    }

    private static string Named(JsonObject all, string name, JsonObject entry)
    {
        var found = name;
        for (var number = 2; all[found] is { } other; number++)
        {
            if (JsonNode.DeepEquals(other, entry))
            {
                return found;
            }

            found = string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
        }

        all[found] = entry;
        return found;
    }
}
