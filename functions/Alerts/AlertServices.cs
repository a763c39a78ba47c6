using Butler.Core.Commands;

namespace Butler.Functions.Alerts;

internal static class AlertServices
{
    /// <summary>Adds the links of alerts; they need an address and a master key.</summary>
    public static IServiceCollection AddAlerts(this IServiceCollection services, MasterKey? master, Uri? address) => services
        .AddSingleton(new IncidentLinks(master, address));
}
