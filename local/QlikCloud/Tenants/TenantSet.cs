using System.Collections.Concurrent;

namespace Butler.Local.QlikCloud.Tenants;

/// <summary>The tenants. One that is asked for first is created with the content of <see cref="BelievableTenant"/>.</summary>
internal sealed class TenantSet(TimeProvider time)
{
    /// <summary>The first segment of the control addresses, which is therefore no tenant.</summary>
    public const string Control = "control";

    private const int MaxName = 50;
    private readonly ConcurrentDictionary<string, Lazy<Tenant>> tenants = new(StringComparer.Ordinal);

    /// <summary>The names of all tenants, in alphabetical order.</summary>
    public IReadOnlyList<string> Names => [.. tenants.Keys.Order(StringComparer.Ordinal)];

    /// <summary>A tenant.</summary>
    /// <returns>Null for a name that no tenant can have.</returns>
    public Tenant? Find(string name) =>
        name.Length is > 0 and <= MaxName && name != Control
            && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            ? tenants.GetOrAdd(name, key => new Lazy<Tenant>(() => BelievableTenant.Create(key, time.GetUtcNow()))).Value
            : null;
}
