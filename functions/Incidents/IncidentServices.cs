using Butler.Core.Api;

namespace Butler.Functions.Incidents;

internal static class IncidentServices
{
    /// <summary>Adds the rows of incidents and their functions.</summary>
    public static IServiceCollection AddIncidents(this IServiceCollection services) => services
        .AddSingleton<IncidentRows>()
        .AddSingleton<GroupIncidentRows>()
        .AddSingleton<GroupIncidents>()
        .AddSingleton<Acknowledgements>()
        .AddRoutes<IncidentApi>();
}
