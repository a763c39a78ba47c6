namespace Butler.Local.QlikCloud.Tenants;

/// <summary>Objects of one kind by their id, in the order in which they came. Objects are immutable and replaced as a whole.</summary>
/// <param name="id">The id of an object; ids differ in more than case.</param>
/// <param name="max">The most that are kept; the oldest are dropped first.</param>
internal sealed class Shelf<T>(Func<T, string> id, int max = int.MaxValue)
    where T : class
{
    private readonly Lock gate = new();
    private readonly OrderedDictionary<string, T> items = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>All objects, oldest first.</summary>
    public IReadOnlyList<T> All
    {
        get
        {
            lock (gate)
            {
                return [.. items.Values];
            }
        }
    }

    public T? Find(string key)
    {
        lock (gate)
        {
            return items.GetValueOrDefault(key);
        }
    }

    /// <summary>Adds an object, or replaces the one with its id.</summary>
    public T Put(T item)
    {
        lock (gate)
        {
            items[id(item)] = item;
            if (items.Count > max)
            {
                items.RemoveAt(0);
            }

            return item;
        }
    }

    /// <summary>Changes an object.</summary>
    /// <returns>The changed object; null if there is none with this id.</returns>
    public T? Update(string key, Func<T, T> change)
    {
        lock (gate)
        {
            return items.TryGetValue(key, out var item) ? items[key] = change(item) : null;
        }
    }

    public bool Remove(string key)
    {
        lock (gate)
        {
            return items.Remove(key);
        }
    }
}
