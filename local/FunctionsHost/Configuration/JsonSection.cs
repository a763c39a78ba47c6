using System.Globalization;
using System.Text.Json;

namespace Butler.Local.FunctionsHost.Configuration;

/// <summary>One object of a JSON file, read key by key. Faults are recorded with file and key, and reading continues.</summary>
internal sealed class JsonSection(string file, string path, JsonElement? element, List<string> faults)
{
    private static readonly JsonDocumentOptions Lenient = new()
    {
        // The real host accepts both.
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    public bool Exists => element is not null;

    public static JsonSection Read(string directory, string file, List<string> faults)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(directory, file)), Lenient);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return new JsonSection(file, "", document.RootElement.Clone(), faults);
            }

            faults.Add($"{file}: an object was expected");
        }
        catch (JsonException e)
        {
            faults.Add($"{file}: line {(e.LineNumber ?? 0) + 1}: {e.Message}");
        }
        catch (IOException e)
        {
            faults.Add($"{file}: {e.Message}");
        }

        return new JsonSection(file, "", null, faults);
    }

    /// <summary>Reads an object from a text.</summary>
    /// <param name="file">The source of the text, for faults.</param>
    /// <param name="path">The path in the source.</param>
    /// <param name="text">The object.</param>
    /// <param name="faults">The list for faults.</param>
    public static JsonSection Parse(string file, string path, string text, List<string> faults)
    {
        using var document = JsonDocument.Parse(text, Lenient);
        return new JsonSection(file, path, document.RootElement.Clone(), faults);
    }

    public void Fault(string key, string message) => faults.Add($"{file}: {KeyPath(key)}: {message}");

    public JsonSection Object(string key) => new(file, KeyPath(key), Find(key, JsonValueKind.Object, "an object"), faults);

    public IReadOnlyList<JsonSection> Objects(string key)
    {
        var sections = new List<JsonSection>();
        if (Find(key, JsonValueKind.Array, "an array") is { } array)
        {
            foreach (var (index, item) in array.EnumerateArray().Index())
            {
                var name = $"{key}[{index}]";
                if (item.ValueKind == JsonValueKind.Object)
                {
                    sections.Add(new JsonSection(file, KeyPath(name), item, faults));
                }
                else
                {
                    Fault(name, "an object was expected");
                }
            }
        }

        return sections;
    }

    public string? Text(string key) => Find(key, JsonValueKind.String, "a text")?.GetString();

    public string RequiredText(string key)
    {
        var text = Text(key);
        if (string.IsNullOrWhiteSpace(text) && Exists && !HasOfAnotherType(key, JsonValueKind.String))
        {
            Fault(key, "is required");
        }

        return text ?? "";
    }

    public IReadOnlyList<string> Texts(string key)
    {
        var texts = new List<string>();
        if (Find(key, JsonValueKind.Array, "an array of texts") is { } array)
        {
            foreach (var (index, item) in array.EnumerateArray().Index())
            {
                if (item.ValueKind == JsonValueKind.String)
                {
                    texts.Add(item.GetString()!);
                }
                else
                {
                    Fault($"{key}[{index}]", "a text was expected");
                }
            }
        }

        return texts;
    }

    public bool Flag(string key, bool otherwise)
    {
        if (!TryGet(key, out var value))
        {
            return otherwise;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Fault(key, "true or false was expected");
        return otherwise;
    }

    public int Number(string key, int otherwise, int least)
    {
        if (!TryGet(key, out var value))
        {
            return otherwise;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least)
        {
            return number;
        }

        Fault(key, $"a whole number of at least {least} was expected");
        return otherwise;
    }

    /// <summary>
    /// A duration as .NET writes it (<c>hh:mm:ss</c>); <see cref="Timeout.InfiniteTimeSpan"/> for <c>-1</c> and for minus one millisecond.
    /// </summary>
    public TimeSpan Duration(string key, TimeSpan otherwise)
    {
        if (Text(key) is not { } text)
        {
            return otherwise;
        }

        if (text == "-1")
        {
            return Timeout.InfiniteTimeSpan;
        }

        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration)
            && (duration > TimeSpan.Zero || duration == Timeout.InfiniteTimeSpan))
        {
            return duration;
        }

        Fault(key, $"a duration such as 00:05:00 was expected, not '{text}'");
        return otherwise;
    }

    private string KeyPath(string key) => path.Length == 0 ? key : $"{path}.{key}";

    private bool HasOfAnotherType(string key, JsonValueKind kind) => TryGet(key, out var value) && value.ValueKind != kind;

    private JsonElement? Find(string key, JsonValueKind kind, string expected)
    {
        if (!TryGet(key, out var value))
        {
            return null;
        }

        if (value.ValueKind == kind)
        {
            return value;
        }

        Fault(key, $"{expected} was expected");
        return null;
    }

    // Key names are case-insensitive, as in the real host.
    private bool TryGet(string key, out JsonElement value)
    {
        if (element is { } section)
        {
            foreach (var property in section.EnumerateObject())
            {
                if (property.Name.Equals(key, StringComparison.OrdinalIgnoreCase) && property.Value.ValueKind != JsonValueKind.Null)
                {
                    value = property.Value;
                    return true;
                }
            }
        }

        value = default;
        return false;
    }
}
