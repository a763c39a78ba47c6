using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Butler.Core.Text;
using Butler.Core.Time;
using YamlDotNet.RepresentationModel;

namespace Butler.Core.Configuration;

/// <summary>The types of values in configuration files. Scalars are read as text first: <c>on</c> is not a boolean.</summary>
public static class Yaml
{
    private const string PlaceholderPattern = @"\$\{[^}]+\}";

    /// <summary>Any text, not empty.</summary>
    public static YamlType<string> Text { get; } = Scalar("text", new JsonObject { ["type"] = "string" },
        static (string text, out string value) => (value = text).Length > 0);

    /// <summary>Text that is never shown: a password, key, token or a URL that holds one.</summary>
    public static YamlType<string> Secret { get; } = new(
        static (YamlAt at, out string value) =>
        {
            at.Hide();
            return Text.TryRead(at, out value);
        },
        Text.Schema);

    /// <summary>A file; a relative path starts at the folder of the configuration file and becomes a full path.</summary>
    public static YamlType<string> FilePath { get; } = new(
        static (YamlAt at, out string value) => Text.TryRead(at, out value) && at.TryGetPath(value, out value),
        Text.Schema);

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public static YamlType<bool> Bool { get; } = Scalar("true or false", new JsonObject { ["type"] = "boolean" },
        static (string text, out bool value) => bool.TryParse(text, out value));

    /// <summary>A duration, see <see cref="DurationText"/>.</summary>
    public static YamlType<TimeSpan> Duration { get; } =
        Scalar<TimeSpan>(DurationText.Expected, new JsonObject { ["type"] = "string" }, DurationText.TryParse);

    /// <summary>A size in bytes, see <see cref="ByteSizeText"/>.</summary>
    public static YamlType<long> Bytes { get; } =
        Scalar<long>(ByteSizeText.Expected, new JsonObject { ["type"] = "string" }, ByteSizeText.TryParse);

    /// <summary>A GUID.</summary>
    public static YamlType<Guid> Guid { get; } =
        Scalar<Guid>("a GUID such as 6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1", new JsonObject { ["type"] = "string" }, System.Guid.TryParse);

    /// <summary>An IANA or Windows time zone.</summary>
    public static YamlType<TimeZoneInfo> TimeZone { get; } = Scalar<TimeZoneInfo>(
        "a time zone such as Europe/Stockholm or W. Europe Standard Time", new JsonObject { ["type"] = "string" },
        static (string text, out TimeZoneInfo zone) => TimeZoneNames.TryFind(text, out zone!));

    /// <summary>An address and a port to listen on, such as <c>0.0.0.0:9998</c> or <c>[::]:9998</c>.</summary>
    public static YamlType<IPEndPoint> Endpoint { get; } = Scalar<IPEndPoint>(
        "an address and port such as 0.0.0.0:9998 or [::]:9998", new JsonObject { ["type"] = "string" },
        static (string text, out IPEndPoint endpoint) =>
            IPEndPoint.TryParse(text, out endpoint!) && text.EndsWith(
                ":" + endpoint.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

    /// <summary>
    /// An absolute URL with one of the given schemes; http and https when none is given. Only its host is ever shown, because it may hold a
    /// key.
    /// </summary>
    public static YamlType<Uri> Url(params string[] schemes)
    {
        var type = PublicUrl(schemes);
        return new(
            (YamlAt at, out Uri url) =>
            {
                at.HidePath();
                return type.TryRead(at, out url);
            },
            type.Schema);
    }

    /// <summary>Like <see cref="Url"/>, for pages that people open: the URL holds no key.</summary>
    public static YamlType<Uri> PublicUrl(params string[] schemes)
    {
        var allowed = schemes is [] ? ["https", "http"] : schemes;
        return Scalar<Uri>(
            $"an absolute URL ({string.Join(" or ", allowed.Select(s => s + "://"))})",
            new JsonObject { ["type"] = "string" },
            (string text, out Uri url) => Uri.TryCreate(text, UriKind.Absolute, out url!) && allowed.Contains(url.Scheme), show: false);
    }

    /// <summary>A whole number within a range.</summary>
    public static YamlType<int> Int(int min, int max) => Scalar(
        string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max}"),
        new JsonObject { ["type"] = "integer", ["minimum"] = min, ["maximum"] = max },
        (string text, out int value) =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= min && value <= max);

    /// <summary>One of a few words.</summary>
    public static YamlType<string> OneOf(params string[] words) => new(
        (YamlAt at, out string value) =>
        {
            var expected = "one of " + string.Join(", ", words);
            if (!at.TryGetText(expected, out value))
            {
                value = default!;
                return false;
            }

            if (words.Contains(value))
            {
                return true;
            }

            var hint = DidYouMean.Hint(value, words);
            value = default!;
            return at.Fail($"is {at.Shown()}, expected {expected}{hint}");
        },
        () => new JsonObject { ["enum"] = new JsonArray([.. words.Select(w => (JsonNode)w)]) });

    /// <summary>A list.</summary>
    public static YamlType<IReadOnlyList<T>> List<T>(YamlType<T> item) => new(
        (YamlAt at, out IReadOnlyList<T> value) =>
        {
            value = [];
            return at.Node is YamlSequenceNode sequence
                ? TryReadItems(at, sequence, item, out value)
                : at.Fail("expected a list, such as [a, b]");
        },
        () => new JsonObject { ["type"] = "array", ["items"] = item.Schema() });

    /// <summary>A list, or a single value that is read as a list with one item.</summary>
    public static YamlType<IReadOnlyList<T>> OneOrMore<T>(YamlType<T> item) => new(
        (YamlAt at, out IReadOnlyList<T> value) =>
        {
            value = [];
            if (at.Node is YamlSequenceNode sequence)
            {
                return TryReadItems(at, sequence, item, out value);
            }

            var ok = item.TryRead(at, out var single);
            value = ok ? [single] : [];
            return ok;
        },
        () => new JsonObject
        {
            ["anyOf"] = new JsonArray(item.Schema(), new JsonObject { ["type"] = "array", ["items"] = item.Schema() }),
        });

    /// <summary>A mapping, or a plain text that is read as a mapping with one key.</summary>
    /// <param name="key">The key that gets the plain text as its value.</param>
    /// <param name="mapping">The type of the mapping.</param>
    public static YamlType<T> TextOr<T>(string key, YamlType<T> mapping) => new(
        (YamlAt at, out T value) => mapping.TryRead(
            at.Node is YamlScalarNode && !at.IsNull ? at.With(new YamlMappingNode(new YamlScalarNode(key), at.Node)) : at, out value),
        () => new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "string" }, mapping.Schema()) });

    /// <summary>A word, or a value of another type.</summary>
    /// <param name="word">The word.</param>
    /// <param name="meaning">The value that the word stands for.</param>
    /// <param name="other">The other type; its values are not scalars.</param>
    public static YamlType<T> WordOr<T>(string word, T meaning, YamlType<T> other) => new(
        (YamlAt at, out T value) =>
        {
            value = meaning;
            return at.Node is YamlScalarNode ? OneOf(word).TryRead(at, out _) : other.TryRead(at, out value);
        },
        () => new JsonObject { ["anyOf"] = new JsonArray(OneOf(word).Schema(), other.Schema()) });

    /// <summary>A mapping with names that the operator chooses, in the order of the file.</summary>
    public static YamlType<IReadOnlyDictionary<string, T>> Map<T>(YamlType<T> item) => new(
        (YamlAt at, out IReadOnlyDictionary<string, T> value) =>
        {
            var read = new Dictionary<string, T>();
            value = read;
            if (at.Node is not YamlMappingNode mapping)
            {
                return at.Fail("expected a mapping of names to values");
            }

            var ok = true;
            foreach (var (key, child) in mapping.Children)
            {
                var name = (key as YamlScalarNode)?.Value ?? "?";
                if (item.TryRead(at.Child(child, name), out var entry))
                {
                    read[name] = entry;
                }
                else
                {
                    ok = false;
                }
            }

            return ok;
        },
        () => new JsonObject { ["type"] = "object", ["additionalProperties"] = item.Schema() });

    /// <summary>
    /// A mapping with known keys. <paramref name="read"/> asks for each key once; keys that it does not ask for are unknown.
    /// </summary>
    /// <remarks>
    /// The same function describes the mapping: for the JSON Schema it runs on an empty <see cref="YamlKeys"/>, where every key
    /// reads as its default (null for a required one), so it must only copy values.
    /// </remarks>
    public static YamlType<T> Object<T>(Func<YamlKeys, T> read) => new(
        (YamlAt at, out T value) =>
        {
            value = default!;
            if (at.Node is not YamlMappingNode mapping)
            {
                return at.Fail("expected a mapping of keys to values");
            }

            var keys = new YamlKeys(at, mapping);
            value = read(keys);
            return keys.Finish();
        },
        () =>
        {
            var keys = new YamlKeys();
            read(keys);
            return keys.Schema();
        });

    /// <summary>A scalar read by a try-parse function.</summary>
    /// <param name="expected">What was expected, for the error message.</param>
    /// <param name="schema">The JSON Schema of the literal value.</param>
    /// <param name="parse">Reads the text.</param>
    /// <param name="show">Whether an error may show the value in the file.</param>
    public static YamlType<T> Scalar<T>(string expected, JsonObject schema, TryParse<T> parse, bool show = true) => new(
        (YamlAt at, out T value) =>
        {
            value = default!;
            if (!at.TryGetText(expected, out var text))
            {
                return false;
            }

            if (parse(text, out value))
            {
                return true;
            }

            value = default!;
            return at.Fail(show ? $"is {at.Shown()}, expected {expected}" : $"is not {expected}");
        },
        () => (string?)schema["type"] == "string"
            ? new JsonObject { ["type"] = "string", ["description"] = expected }
            : new JsonObject
            {
                ["anyOf"] = new JsonArray(schema.DeepClone(), new JsonObject { ["type"] = "string", ["pattern"] = PlaceholderPattern }),
            });

    /// <summary>A try-parse function.</summary>
    public delegate bool TryParse<T>(string text, out T value);

    private static bool TryReadItems<T>(YamlAt at, YamlSequenceNode sequence, YamlType<T> item, out IReadOnlyList<T> value)
    {
        var ok = true;
        var read = new List<T>(sequence.Children.Count);
        for (var i = 0; i < sequence.Children.Count; i++)
        {
            if (item.TryRead(at.Child(sequence.Children[i], string.Create(CultureInfo.InvariantCulture, $"[{i}]")), out var entry))
            {
                read.Add(entry);
            }
            else
            {
                ok = false;
            }
        }

        value = read;
        return ok;
    }
}
