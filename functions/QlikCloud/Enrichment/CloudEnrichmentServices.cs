namespace Butler.Functions.QlikCloud.Enrichment;

internal static class CloudEnrichmentServices
{
    /// <summary>Adds the completion of events with what their tenant knows.</summary>
    public static IServiceCollection AddCloudEnrichment(this IServiceCollection services) => services
        .AddSingleton<CloudArrivals>()
        .AddSingleton<CloudLookup>()
        .AddSingleton<CloudScriptLog>()
        .AddSingleton<CloudEnricher>();
}
