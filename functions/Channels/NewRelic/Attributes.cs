using System.Globalization;
using System.Text.Json;
using Butler.Core.Text;

namespace Butler.Functions.Channels.NewRelic;

/// <summary>
/// Flat attributes within New Relic's limits: their number, 255 bytes for a name, 4,096 for a text; texts and numbers only. The first
/// attributes are kept first, and one attribute names what was left out.
/// Source: https://docs.newrelic.com/docs/data-apis/ingest-apis/event-api/introduction-event-api/
/// </summary>
internal sealed class Attributes(int most)
{
    private const string CutName = "butler_cut";
    private const int MaxName = 255;
    private const int MaxText = 4096;
    private const int MaxCutNames = 20;
    private const int MaxCutName = 80;

    /// <summary>Names that New Relic or this channel already uses.</summary>
    private static readonly string[] Reserved = ["eventType", "timestamp", "accountId", "appId", "logtype", "message", CutName];

    private readonly Dictionary<string, object> values = [];
    private readonly List<string> cut = [];
    private int left;

    /// <summary>The attributes as JSON values: texts and numbers.</summary>
    public void Write(Utf8JsonWriter json)
    {
        foreach (var (name, value) in values)
        {
            if (value is double number)
            {
                json.WriteNumber(name, number);
            }
            else
            {
                json.WriteString(name, (string)value);
            }
        }

        if (cut.Count > 0 || left > 0)
        {
            var told = string.Join(", ", cut.Take(MaxCutNames).Select(name => TextCut.ToBytes(name, MaxCutName)))
                + (cut.Count > MaxCutNames ? ", ..." : "");
            var words = new[]
            {
                told.Length > 0 ? $"shortened: {told}" : "",
                left > 0 ? string.Create(CultureInfo.InvariantCulture, $"{left} attributes left out") : "",
            };
            json.WriteString(CutName, TextCut.ToBytes(string.Join("; ", words.Where(word => word.Length > 0)), MaxText));
        }
    }

    /// <summary>Sets a text; null and empty ones are left out.</summary>
    public Attributes Set(string name, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return this;
        }

        var text = TextCut.ToBytes(Clean(value), MaxText, out var wasCut);
        if (Put(name, text) && wasCut)
        {
            cut.Add(name);
        }

        return this;
    }

    /// <summary>Sets a number, unless it is null.</summary>
    public Attributes Set(string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            Put(name, number);
        }

        return this;
    }

    /// <summary>Sets a boolean as text: New Relic's events have no booleans.</summary>
    public Attributes Set(string name, bool? value) => Set(name, value switch { true => "true", false => "false", null => null });

    /// <summary>Sets the values of an object, each under its path; lists of values become one text.</summary>
    public Attributes SetAll(string name, JsonElement? value)
    {
        switch (value)
        {
            case { ValueKind: JsonValueKind.Object } @object:
                foreach (var property in @object.EnumerateObject())
                {
                    SetAll($"{name}.{property.Name}", property.Value);
                }

                break;
            case { ValueKind: JsonValueKind.Array } list
                when list.EnumerateArray().All(each => each.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)):
                Set(name, string.Join(", ", list.EnumerateArray().Select(each => each.ToString())));
                break;
            case { ValueKind: JsonValueKind.Array } list:
                var index = 0;
                foreach (var each in list.EnumerateArray())
                {
                    SetAll(string.Create(CultureInfo.InvariantCulture, $"{name}.{index++}"), each);
                }

                break;
            case { ValueKind: JsonValueKind.Number } number:
                Set(name, number.GetDouble());
                break;
            case { ValueKind: JsonValueKind.True or JsonValueKind.False } truth:
                Set(name, truth.GetBoolean());
                break;
            case { ValueKind: JsonValueKind.String } text:
                Set(name, text.GetString());
                break;
        }

        return this;
    }

    private bool Put(string name, object value)
    {
        var key = TextCut.ToBytes(OneLine(Reserved.Contains(name) ? "custom_" + name : name), MaxName, out var wasCut);
        if (!values.ContainsKey(key) && values.Count >= most - 1)
        {
            left++;
            return false;
        }

        if (wasCut)
        {
            cut.Add(key);
        }

        values[key] = value;
        return true;
    }

    private static string OneLine(string name) => string.Concat(name.Select(c => char.IsControl(c) ? ' ' : c));

    /// <summary>Removes invisible characters.</summary>
    private static string Clean(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) && c is not ('\n' or '\t' or '\r') ? '\uFFFD' : c));
}
