using Butler.Core.Api;
using Butler.Core.LoadScripts.Road;

namespace Butler.Functions.KeyValues;

internal static class KeyValueServices
{
    /// <summary>Adds the key-value store.</summary>
    public static IServiceCollection AddKeyValues(this IServiceCollection services) => services
        .AddSingleton<NamespaceRows>()
        .AddSingleton<ExpiredKeys>()
        .AddSingleton<KeyValueStore>()
        .AddSingleton<Namespaces>()
        .AddSingleton<IKeyValueWriter, KeyValueWriter>()
        .AddSingleton<KeyValueSweep>()
        .AddRoutes<KeyValueApi>()
        .AddRoutes<NamespaceApi>();
}
