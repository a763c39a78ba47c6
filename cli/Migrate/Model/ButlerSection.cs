using System.Globalization;
using Butler.Core.Configuration;

namespace Butler.Cli.Migrate.Model;

/// <summary>
/// A mapping in Butler's file. Every reading names what becomes of the key; a value of a wrong type is a fault, and reads as absent.
/// </summary>
internal sealed class ButlerSection(ButlerFile file, YamlTree? tree, string path, int line)
{
    public string Path => path;

    /// <summary>Whether the file has the section, with keys.</summary>
    public bool IsPresent => tree?.Keys is not null;

    /// <summary>Whether the section has the key with a value.</summary>
    public bool Has(string key) => Find(key) is { IsNull: false };

    /// <summary>The section at a key; an empty one when it is absent.</summary>
    public ButlerSection In(string key)
    {
        var found = Find(key);
        if (found is { Keys: null, IsNull: false })
        {
            Fail(key, $"is {Kind(found)}, expected a mapping of keys to values");
            found = null;
        }

        return new ButlerSection(file, found, $"{path}.{key}", found?.Line ?? line);
    }

    /// <summary>The mappings in the list at a key.</summary>
    public IReadOnlyList<ButlerSection> Each(string key)
    {
        if (Find(key) is not { IsNull: false } found)
        {
            return [];
        }

        if (found.Items is null)
        {
            Fail(key, $"is {Kind(found)}, expected a list");
            return [];
        }

        foreach (var item in found.Items.Where(item => item.Keys is null))
        {
            file.Fail(item.Line, item.Path, $"is {Kind(item)}, expected a mapping of keys to values");
        }

        return [.. found.Items.Where(item => item.Keys is not null).Select(item => new ButlerSection(file, item, item.Path, item.Line))];
    }

    /// <summary>The text at a key. Without a fate, the caller records it once it is known.</summary>
    public string? Text(string key, KeyFate? fate)
    {
        if (fate is not null)
        {
            Record(key, fate);
        }

        if (Find(key) is not { IsNull: false } found)
        {
            return null;
        }

        if (found.Text is null)
        {
            Fail(key, $"is {Kind(found)}, expected text");
        }

        return string.IsNullOrEmpty(found.Text) ? null : Literal(found.Text);
    }

    /// <summary>Like <see cref="Text"/>; an absent value is a fault.</summary>
    public string Required(string key, KeyFate? fate)
    {
        var text = Text(key, fate);
        if (text is null && Find(key) is null or { IsNull: true } or { Text: "" })
        {
            Fail(key, "has no value, and a feature that is on needs it; set it, or turn the feature off");
        }

        return text ?? "";
    }

    public bool Flag(string key, KeyFate? fate, bool fallback = false) => Text(key, fate) switch
    {
        null => fallback,
        var text when bool.TryParse(text, out var value) => value,
        var text => Wrong(key, text, "true or false", fallback),
    };

    public int? Number(string key, int min, int max, KeyFate fate) => Text(key, fate) switch
    {
        null => null,
        var text when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= min && value <= max => value,
        var text => Wrong<int?>(key, text, string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max}"), null),
    };

    public int? Port(string key, KeyFate fate) => Number(key, 1, 65535, fate);

    /// <summary>The texts in the list at a key; a single text counts as a list of one.</summary>
    public IReadOnlyList<string> Texts(string key, KeyFate? fate)
    {
        if (fate is not null)
        {
            Record(key, fate);
        }

        if (Find(key) is not { IsNull: false } found)
        {
            return [];
        }

        if (found.Keys is not null || found.Items?.Any(item => item.Keys is not null || item.Items is not null) == true)
        {
            Fail(key, "is not a list of texts, expected one such as [a, b]");
            return [];
        }

        return [.. (found.Items ?? [found]).Select(item => item.Text).OfType<string>().Where(text => text.Length > 0).Select(Literal)];
    }

    /// <summary>An absolute URL as text. A fault does not show it, because it may hold a key.</summary>
    public string Url(string key, KeyFate? fate)
    {
        var text = Required(key, fate);
        if (text.Length > 0 && !(Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "https" or "http"))
        {
            Fail(key, "is not an absolute URL (https:// or http://)");
        }

        return text;
    }

    /// <summary>A flag of this section or one below it, such as <c>tls.enable</c>, without recording it.</summary>
    public bool Peek(string keys)
    {
        var found = tree;
        foreach (var key in keys.Split('.'))
        {
            found = found?.Keys?.GetValueOrDefault(key);
        }

        if (found is null or { IsNull: true })
        {
            return false;
        }

        var isOn = false;
        if (found.Text is null || !bool.TryParse(found.Text, out isOn))
        {
            file.Fail(found.Line, found.Path, $"is {(found.Text is null ? Kind(found) : $"\"{found.Text}\"")}, expected true or false");
        }

        return isOn;
    }

    /// <summary>The text at a key, without recording it.</summary>
    public string? Peeked(string key) => Find(key)?.Text is { Length: > 0 } text ? text : null;

    /// <summary>Records what became of a key.</summary>
    public void Record(string key, KeyFate fate)
    {
        file.Ledger.Ask(path, key);
        file.Ledger.Record($"{path}.{key}", fate);
    }

    /// <summary>Records what became of all keys here and below that have no record yet.</summary>
    public void Rest(KeyFate fate)
    {
        if (tree is not null)
        {
            file.Ledger.RecordRest(tree, fate);
        }
    }

    public void Fail(string key, string message) => file.Fail(Find(key)?.Line ?? line, $"{path}.{key}", message);

    /// <summary>In Butler's file <c>${</c> is text. In ours, <c>$${</c> stands for it.</summary>
    private static string Literal(string text) => text.Replace("${", "$${", StringComparison.Ordinal);

    private static string Kind(YamlTree found) => found switch
    {
        { Keys: not null } => "a mapping",
        { Items: not null } => "a list",
        { IsNull: true } => "empty",
        _ => "a text",
    };

    private T Wrong<T>(string key, string text, string expected, T fallback)
    {
        Fail(key, $"is \"{text}\", expected {expected}");
        return fallback;
    }

    private YamlTree? Find(string key)
    {
        file.Ledger.Ask(path, key);
        return tree?.Keys?.GetValueOrDefault(key);
    }
}
