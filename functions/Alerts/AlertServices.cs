using Butler.Core.Commands;

namespace Butler.Functions.Alerts;

internal static class AlertServices
{
    /// <summary>Adds the links of alerts; without an address or a master key there are none.</summary>
    public static IServiceCollection AddAlerts(this IServiceCollection services, MasterKey? master, Uri? address) => services
        .AddSingleton(new IncidentLinks(master, address));
}
