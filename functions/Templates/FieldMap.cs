using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Butler.Functions.Templates;

/// <summary>
/// Named values for templates. Each value is created when a template uses it, and then kept. The map itself, as in
/// <c>{{appStreamName}}</c>, shows its <see cref="Shown"/>.
/// </summary>
internal sealed class FieldMap : IReadOnlyDictionary<string, object?>
{
    private readonly Dictionary<string, object?> had = [];
    private readonly IReadOnlyCollection<string> names;
    private readonly Func<string, (bool Known, object? Value)> read;

    private FieldMap(IReadOnlyCollection<string> names, Func<string, (bool Known, object? Value)> read, object? shown)
    {
        this.names = names;
        this.read = read;
        Shown = shown;
    }

    /// <summary>The value of the map itself: a text or a number; null for none.</summary>
    public object? Shown { get; }

    /// <summary>Called with each unknown name that a template uses; may be null.</summary>
    public Action<string, IEnumerable<string>>? Unknown { get; init; }

    /// <summary>Called for each name that a template uses; may be null.</summary>
    public Action? Reading { get; set; }

    public int Count => names.Count;

    public IEnumerable<string> Keys => names;

    public IEnumerable<object?> Values => names.Select(name => this[name]);

    public object? this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"there is no field {key}");

    /// <summary>Creates a map of the values that a table reads from a source.</summary>
    public static FieldMap Of<T>(
        T source, IReadOnlyDictionary<string, Func<T, object?>> table, object? shown = null, Action<string,
        IEnumerable<string>>? unknown = null) =>
        new([.. table.Keys], name => table.TryGetValue(name, out var make) ? (true, make(source)) : (false, null), shown) { Unknown = unknown };

    /// <summary>Creates a map of existing values.</summary>
    public static FieldMap Of(
        IReadOnlyDictionary<string, object?> values, object? shown = null, Action<string, IEnumerable<string>>? unknown = null) =>
        new([.. values.Keys], name => values.TryGetValue(name, out var value) ? (true, value) : (false, null), shown) { Unknown = unknown };

    public bool ContainsKey(string key) => names.Contains(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        Reading?.Invoke();
        if (had.TryGetValue(key, out value))
        {
            return true;
        }

        (var known, value) = read(key);
        if (!known)
        {
            Unknown?.Invoke(key, names);
            return false;
        }

        had[key] = value;
        return true;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() =>
        names.Select(name => KeyValuePair.Create(name, this[name])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => Shown?.ToString() ?? "";
}
