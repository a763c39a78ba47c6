namespace Butler.Functions.Delivering.Reconciling;

internal static class ReconcileServices
{
    /// <summary>Adds the search for deliveries that are missing from the queues.</summary>
    public static IServiceCollection AddReconciling(this IServiceCollection services) => services
        .AddSingleton<LostDeliveries>()
        .AddSingleton<ReconcileDeliveries>();
}
