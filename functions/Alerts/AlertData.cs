using System.Text;
using System.Text.Json;
using Butler.Core.Events.Kinds;
using Butler.Core.Text;

namespace Butler.Functions.Alerts;

/// <summary>
/// Reads the data of events without a class here. It accepts any shape, so that a channel never fails because of the data.
/// </summary>
internal static class AlertData
{
    private const int MaxFacts = 24;
    private const int MaxValue = 500;
    private const int MaxFailing = 20;

    /// <summary>Fields that are not shown among the facts, but elsewhere.</summary>
    private static readonly HashSet<string> ShownElsewhere = new(StringComparer.OrdinalIgnoreCase)
    {
        "errors", "errorMessage", "errorLines", "log", "logMessage", "scriptLog", "scriptLogHead", "scriptLogTail", "enrichment", "failed",
        "slowest", "new",
    };

    /// <summary>The lines of the data that name the cause.</summary>
    public static IReadOnlyList<string> Failing(Alert alert)
    {
        if (Object(alert) is null || alert.Event.Type.EndsWith(".succeeded", StringComparison.Ordinal))
        {
            return [];
        }

        var lines = new List<string>();
        foreach (var path in (string[])["errorMessage", "reload.errorMessage", "errorLines", "errors"])
        {
            if (Find(alert, path) is { } value)
            {
                lines.AddRange(
                    Scalars(value).SelectMany(v => v.ReplaceLineEndings("\n").Split('\n')).Where(v => !string.IsNullOrWhiteSpace(v)));
            }
        }

        return [.. lines.Distinct(StringComparer.Ordinal).Take(MaxFailing).Select(l => TextCut.ToLength(l, MaxValue))];
    }

    /// <summary>The fields of the data that have a label; for an unknown type, all plain values.</summary>
    public static IEnumerable<(string Label, string Value)> Facts(Alert alert)
    {
        if (Object(alert) is not { } data)
        {
            return [];
        }

        var facts = EventKinds.Find(alert.Event.Type) is { } kind
            ? kind.Data.Where(field => field.Label is not null && data.TryGetProperty(field.Name, out _))
                .Select(field => (field.Label!, FieldText.Of(alert, field, data.GetProperty(field.Name))))
            : data.EnumerateObject().Where(p => !ShownElsewhere.Contains(p.Name)).Select(p => Fact(alert, p));
        return facts.Where(fact => fact.Item2.Length > 0).Take(MaxFacts);
    }

    /// <summary>The first of some fields, or of paths with dots, that has a text; events of Qlik Cloud have nested data.</summary>
    public static string? Text(Alert alert, params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            if (Find(alert, path) is { } value && Scalar(value) is { } text && !string.IsNullOrWhiteSpace(text))
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>Reads a number; null when the value is not a number.</summary>
    public static double? Number(Alert alert, string path) =>
        Find(alert, path) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var value) ? value : null;

    /// <summary>The page of a Qlik Cloud app; null when it is unknown.</summary>
    public static Uri? CloudApp(Alert alert)
    {
        var tenant = Text(alert, "tenantUrl", "tenant.url") ?? (Text(alert, "host") is { } host ? $"https://{host}" : null);
        var app = Text(alert, "appId", "toplevelresourceid", "extensions.topLevelResourceId", "app.id")
            ?? (alert.Event.Subject is ['a', 'p', 'p', '/', .. var id] ? id : null);
        return tenant is not null && app is not null
            && Uri.TryCreate($"{tenant.TrimEnd('/')}/sense/app/{Uri.EscapeDataString(app)}", UriKind.Absolute, out var url) ? url : null;
    }

    /// <summary>The objects of a list; empty when the value is not a list.</summary>
    public static IEnumerable<JsonElement> List(Alert alert, string path) =>
        Find(alert, path) is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.Object)
            : [];

    /// <summary>Reads a time; null when the value is not a time.</summary>
    public static DateTimeOffset? Time(Alert alert, string path) =>
        Find(alert, path) is { ValueKind: JsonValueKind.String } text && text.TryGetDateTimeOffset(out var time) ? time : null;

    /// <summary>A member of an object as text; null when it is absent.</summary>
    public static string? Member(JsonElement item, string name) => item.TryGetProperty(name, out var value) ? Scalar(value) : null;

    private static JsonElement? Find(Alert alert, string path)
    {
        if (Object(alert) is not { } data)
        {
            return null;
        }

        return Within(data, path)
            ?? (data.TryGetProperty("data", out var inner) && inner.ValueKind == JsonValueKind.Object ? Within(inner, path) : null);
    }

    private static JsonElement? Within(JsonElement data, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (data.ValueKind != JsonValueKind.Object || !data.TryGetProperty(name, out data))
            {
                return null;
            }
        }

        return data;
    }

    /// <summary>Formats a field for people: times in the site's zone, seconds and bytes in suitable units.</summary>
    private static (string Label, string Value) Fact(Alert alert, JsonProperty property)
    {
        var (name, value) = (property.Name, property.Value);
        if (value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time)
            && value.GetString()!.Contains('T', StringComparison.Ordinal))
        {
            return (Label(name), AlertText.Time(alert, time));
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number is >= 0 and < 1e9
            && name.EndsWith("Seconds", StringComparison.Ordinal))
        {
            return (Label(name[..^7]), DurationText.Words(TimeSpan.FromSeconds(number)));
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var bytes) && bytes >= 0
            && name.EndsWith("Bytes", StringComparison.Ordinal)
            ? (Label(name[..^5]), AlertText.Size(bytes))
            : (Label(name), TextCut.ToLength(string.Join(", ", Scalars(value)), MaxValue));
    }

    private static JsonElement? Object(Alert alert) => alert.Event.Data is { ValueKind: JsonValueKind.Object } data ? data : null;

    /// <summary>All plain values in a value, depth first.</summary>
    internal static IEnumerable<string> Scalars(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Scalars).Take(MaxFailing),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(p => Scalars(p.Value).Select(v => $"{p.Name} {v}")).Take(MaxFailing),
        _ => Scalar(value) is { Length: > 0 } text ? [text] : [],
    };

    private static string? Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        _ => null,
    };

    /// <summary>Formats <c>lastHeartbeat</c> as <c>Last heartbeat</c>.</summary>
    private static string Label(string name)
    {
        var label = new StringBuilder();
        foreach (var c in AlertText.OneLine(name, 60))
        {
            if (label.Length == 0)
            {
                label.Append(char.ToUpperInvariant(c));
            }
            else if (char.IsUpper(c) && !char.IsUpper(label[^1]) && label[^1] != ' ')
            {
                label.Append(' ').Append(char.ToLowerInvariant(c));
            }
            else
            {
                label.Append(c is '_' or '-' ? ' ' : c);
            }
        }

        return label.ToString();
    }
}
