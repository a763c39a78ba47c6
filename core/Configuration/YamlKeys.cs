using System.Globalization;
using System.Text.Json.Nodes;
using Butler.Core.Text;
using YamlDotNet.RepresentationModel;

namespace Butler.Core.Configuration;

/// <summary>The keys of one mapping, each asked for by name; see <see cref="Yaml.Object"/>.</summary>
public sealed class YamlKeys
{
    private readonly YamlAt? at;
    private readonly Dictionary<string, YamlAt> present = [];
    private readonly List<string> known = [];
    private readonly HashSet<string> faulty = [];
    private readonly JsonObject properties = [];
    private readonly JsonArray required = [];
    private bool ok = true;
    private bool open;

    /// <summary>Creates keys that only describe the schema.</summary>
    internal YamlKeys()
    {
    }

    internal YamlKeys(YamlAt at, YamlMappingNode mapping)
    {
        this.at = at;
        foreach (var (key, value) in mapping.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "?";
            present[name] = at.Child(value, name);
        }
    }

    /// <summary>Whether a file is being read; false when only the schema is described.</summary>
    public bool IsReading => at is not null;

    /// <summary>The path of this mapping, such as <c>routes[0]</c>.</summary>
    public string Path => at?.Path ?? "";

    /// <summary>The line of this mapping in its file, from 1; 0 when only the schema is described.</summary>
    public int Line => at is null ? 0 : (int)at.Node.Start.Line;

    /// <summary>Reads a required value.</summary>
    public T Required<T>(string key, YamlType<T> type, string description)
    {
        Describe(key, type, description);
        required.Add((JsonNode)key);
        if (!TryGet(key, type, out var value) && at is not null && !Has(key))
        {
            ok = at.Fail($"lacks the key \"{key}\": {description}");
        }

        return value;
    }

    /// <summary>Reads an optional value; null when it is absent.</summary>
    public T? Optional<T>(string key, YamlType<T> type, string description)
    {
        Describe(key, type, description);
        return TryGet(key, type, out var value) ? value : default;
    }

    /// <summary>Reads an optional value with a default.</summary>
    public T Optional<T>(string key, YamlType<T> type, T fallback, string description)
    {
        Describe(key, type, description);
        return TryGet(key, type, out var value) ? value : fallback;
    }

    /// <summary>Whether the file has the key with a value.</summary>
    public bool Has(string key) => present.TryGetValue(key, out var child) && !child.IsNull;

    /// <summary>Whether a fault of the key's value is already reported, so that its consequences need no further report.</summary>
    public bool IsFaulty(string key) => faulty.Contains(key);

    /// <summary>Whether the key's value is a mapping, even with invalid values.</summary>
    public bool HasMapping(string key) => present.TryGetValue(key, out var child) && child.Node is YamlMappingNode;

    /// <summary>Finds the node at a path, such as <c>routes</c>, <c>0</c>, <c>throttle</c>; null when it does not exist.</summary>
    public YamlAt? Find(params ReadOnlySpan<string> path)
    {
        var found = path is [var first, ..] && present.TryGetValue(first, out var child) ? child : null;
        foreach (var step in path[Math.Min(1, path.Length)..])
        {
            found = found?.Node switch
            {
                YamlMappingNode mapping
                    when mapping.Children.FirstOrDefault(c => (c.Key as YamlScalarNode)?.Value == step).Value is { } node =>
                    found.Child(node, step),
                YamlSequenceNode list when int.TryParse(step, CultureInfo.InvariantCulture, out var index) && index < list.Children.Count =>
                    found.Child(list.Children[index], $"[{step}]"),
                _ => null,
            };
        }

        return found;
    }

    /// <summary>The names in the mapping at a key, or at a key in that mapping, even with invalid values.</summary>
    public IReadOnlyList<string> Names(string key, params string[] within)
    {
        var node = present.TryGetValue(key, out var child) ? child.Node : null;
        foreach (var name in within)
        {
            node = (node as YamlMappingNode)?.Children.FirstOrDefault(c => (c.Key as YamlScalarNode)?.Value == name).Value;
        }

        return node is YamlMappingNode mapping ? [.. mapping.Children.Keys.OfType<YamlScalarNode>().Select(k => k.Value ?? "")] : [];
    }

    /// <summary>Reports a fault at a key, or at the mapping if the key is absent.</summary>
    public void Fail(string key, string message)
    {
        ok = false;
        _ = present.TryGetValue(key, out var child) ? child.Fail(message) : at?.Fail(message);
    }

    /// <summary>Warns of a key's value, or of the mapping if the key is absent.</summary>
    public void Warn(string key, string message) => (present.TryGetValue(key, out var child) ? child : at)?.Warn(message);

    /// <summary>The node at a key, for <see cref="Over{T}"/>; null when it is absent or only the schema is described.</summary>
    public YamlAt? At(string key, string name) =>
        present.TryGetValue(key, out var child) && child.Node is YamlMappingNode mapping
            && mapping.Children.FirstOrDefault(c => (c.Key as YamlScalarNode)?.Value == name).Value is { } node
            ? child.Child(node, name)
            : null;

    /// <summary>The names of the keys that have not been read so far.</summary>
    public IReadOnlyList<string> Unasked() => [.. present.Keys.Except(known)];

    /// <summary>
    /// Reads a value from the keys that have not been read so far, combined with those of another mapping. A key of this mapping replaces
    /// the
    /// whole key of the other one.
    /// </summary>
    /// <param name="under">The other mapping, which has no faults.</param>
    /// <param name="type">The type of the combined mapping.</param>
    public T? Over<T>(YamlAt under, YamlType<T> type)
    {
        if (at is null || under.Node is not YamlMappingNode below)
        {
            return default;
        }

        var merged = new YamlMappingNode();
        var own = Unasked();
        foreach (var (key, value) in below.Children.Where(c => !own.Contains((c.Key as YamlScalarNode)?.Value ?? "")))
        {
            merged.Add(key, value);
        }

        foreach (var name in own)
        {
            merged.Add(new YamlScalarNode(name), present[name].Node);
        }

        known.AddRange(own);
        if (type.TryRead(at.With(merged), out var read))
        {
            return read;
        }

        ok = false;
        return default;
    }

    /// <summary>Allows other keys in the schema; <see cref="Over{T}"/> reads them.</summary>
    public void OthersAllowed() => open = true;

    /// <summary>Treats all other keys as known, because the mapping already has another fault.</summary>
    public void IgnoreTheRest() => known.AddRange(present.Keys);

    internal bool Finish()
    {
        foreach (var (key, child) in present)
        {
            if (!known.Contains(key))
            {
                ok = child.Fail(YamlPitfalls.Invisible(key) is { } invisible
                    ? $"is not a key that is known here: {invisible}"
                    : $"is not a key that is known here (known: {string.Join(", ", known)}){DidYouMean.Hint(key, known)}");
            }
        }

        return ok;
    }

    internal JsonObject Schema()
    {
        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = open };
        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        return schema;
    }

    private void Describe<T>(string key, YamlType<T> type, string description)
    {
        known.Add(key);
        if (at is null)
        {
            var schema = type.Schema();
            schema["description"] = description;
            properties[key] = schema;
        }
    }

    private bool TryGet<T>(string key, YamlType<T> type, out T value)
    {
        value = default!;
        if (!Has(key))
        {
            return false;
        }

        if (type.TryRead(present[key], out value))
        {
            return true;
        }

        ok = false;
        faulty.Add(key);
        return false;
    }
}
