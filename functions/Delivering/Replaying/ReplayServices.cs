using Butler.Core.Api;

namespace Butler.Functions.Delivering.Replaying;

internal static class ReplayServices
{
    /// <summary>Adds the list of deliveries and their replay.</summary>
    public static IServiceCollection AddReplaying(this IServiceCollection services) => services
        .AddSingleton<FirstDeliveries>()
        .AddSingleton<DeliveryFinder>()
        .AddSingleton<FilterNames>()
        .AddSingleton<Replays>()
        .AddRoutes<DeliveriesApi>();
}
