using System.Collections;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Butler.Functions.Templates.Fields;

/// <summary>
/// Named values for templates. Each value is created when a template uses it, and then kept. The map itself, as in
/// <c>{{appStreamName}}</c>, shows its <see cref="Shown"/>.
/// </summary>
internal sealed class FieldMap : IReadOnlyDictionary<string, object?>
{
    private readonly Dictionary<string, object?> had = [];
    private readonly ISource source;

    private FieldMap(ISource source, object? shown)
    {
        this.source = source;
        Shown = shown;
    }

    /// <summary>Where the values come from.</summary>
    private interface ISource
    {
        int Count { get; }

        IEnumerable<string> Names { get; }

        bool Has(string name);

        bool TryRead(string name, out object? value);
    }

    /// <summary>The value of the map itself: a text or a number; null for none.</summary>
    public object? Shown { get; }

    /// <summary>Called with each unknown name that a template uses; may be null.</summary>
    public Action<string, IEnumerable<string>>? Unknown { get; init; }

    /// <summary>Called for each name that a template uses; may be null.</summary>
    public Action? Reading { get; set; }

    public int Count => source.Count;

    public IEnumerable<string> Keys => source.Names;

    public IEnumerable<object?> Values => source.Names.Select(name => this[name]);

    public object? this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"there is no field {key}");

    /// <summary>Creates a map of the values that a table reads from a source.</summary>
    public static FieldMap Of<T>(
        T source, FrozenDictionary<string, Func<T, object?>> table, object? shown = null,
        Action<string, IEnumerable<string>>? unknown = null) =>
        new(new Table<T>(source, table), shown) { Unknown = unknown };

    /// <summary>Creates a map of existing values.</summary>
    public static FieldMap Of(
        Dictionary<string, object?> values, object? shown = null, Action<string, IEnumerable<string>>? unknown = null) =>
        new(new Existing(values), shown) { Unknown = unknown };

    public bool ContainsKey(string key) => source.Has(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        Reading?.Invoke();
        if (had.TryGetValue(key, out value))
        {
            return true;
        }

        if (!source.TryRead(key, out value))
        {
            Unknown?.Invoke(key, source.Names);
            return false;
        }

        had[key] = value;
        return true;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() =>
        source.Names.Select(name => KeyValuePair.Create(name, this[name])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => Shown?.ToString() ?? "";

    private sealed class Table<T>(T from, FrozenDictionary<string, Func<T, object?>> table) : ISource
    {
        public int Count => table.Count;

        public IEnumerable<string> Names => table.Keys;

        public bool Has(string name) => table.ContainsKey(name);

        public bool TryRead(string name, out object? value)
        {
            var known = table.TryGetValue(name, out var read);
            value = known ? read!(from) : null;
            return known;
        }
    }

    private sealed class Existing(Dictionary<string, object?> values) : ISource
    {
        public int Count => values.Count;

        public IEnumerable<string> Names => values.Keys;

        public bool Has(string name) => values.ContainsKey(name);

        public bool TryRead(string name, out object? value) => values.TryGetValue(name, out value);
    }
}
