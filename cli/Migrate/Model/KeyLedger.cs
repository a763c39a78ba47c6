using Butler.Core.Configuration;
using Butler.Core.Text;

namespace Butler.Cli.Migrate.Model;

/// <summary>
/// The keys of Butler's file with what became of each. A key is a value without keys below it; a list of texts is one key.
/// </summary>
internal sealed class KeyLedger
{
    private readonly OrderedDictionary<string, (int Line, KeyFate? Fate)> keys = new(StringComparer.Ordinal);

    private readonly Dictionary<string, HashSet<string>> asked = new(StringComparer.Ordinal);

    public KeyLedger(YamlTree root)
    {
        foreach (var leaf in Leaves(root))
        {
            keys[leaf.Path] = (leaf.Line, null);
        }
    }

    /// <summary>All keys in the order of the file; a key that no rule asked for is unknown.</summary>
    public IReadOnlyList<(string Path, int Line, KeyFate Fate)> Keys =>
        [.. keys.Select(key => (key.Key, key.Value.Line, key.Value.Fate ?? Unknown(key.Key)))];

    /// <summary>Notes that a section may have a key, so that a misspelt one can be named.</summary>
    public void Ask(string section, string key)
    {
        if (!asked.TryGetValue(section, out var known))
        {
            asked[section] = known = [];
        }

        known.Add(key);
    }

    /// <summary>Records what became of a key; the first record stands.</summary>
    public void Record(string path, KeyFate fate)
    {
        if (keys.TryGetValue(path, out var known) && known.Fate is null)
        {
            keys[path] = (known.Line, fate);
        }
    }

    /// <summary>Records the same for all keys below a value that have no record yet.</summary>
    public void RecordRest(YamlTree tree, KeyFate fate)
    {
        foreach (var leaf in Leaves(tree))
        {
            Record(leaf.Path, fate);
        }
    }

    /// <summary>The fate of an unknown key, with the key that was probably meant: of the first section above it that is known.</summary>
    private KeyFate Unknown(string path)
    {
        for (var (section, key) = Split(path); section.Length > 0; (section, key) = Split(section))
        {
            if (asked.TryGetValue(section, out var known))
            {
                var meant = DidYouMean.Nearest(key, known.Where(other => other != key));
                return meant is null ? KeyFate.Unknown : KeyFate.Unknown with { Note = $"{KeyFate.Unknown.Note} Did you mean {meant}?" };
            }
        }

        return KeyFate.Unknown;

        static (string Section, string Key) Split(string path) =>
            path.LastIndexOf('.') is var at and > 0 ? (path[..at], path[(at + 1)..]) : ("", path);
    }

    private static IEnumerable<YamlTree> Leaves(YamlTree tree) => tree switch
    {
        { Keys: { Count: > 0 } keys } => keys.Values.SelectMany(Leaves),
        { Items: { Count: > 0 } items } when items.Any(item => item.Keys is not null || item.Items is not null) => items.SelectMany(Leaves),
        _ => [tree],
    };
}
