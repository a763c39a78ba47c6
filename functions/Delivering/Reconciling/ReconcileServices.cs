namespace Butler.Functions.Delivering.Reconciling;

internal static class ReconcileServices
{
    /// <summary>Adds the search for deliveries that are on no queue.</summary>
    public static IServiceCollection AddReconciling(this IServiceCollection services) => services
        .AddSingleton<LostDeliveries>()
        .AddSingleton<ReconcileDeliveries>();
}
