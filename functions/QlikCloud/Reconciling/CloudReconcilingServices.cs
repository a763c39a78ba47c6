namespace Butler.Functions.QlikCloud.Reconciling;

internal static class CloudReconcilingServices
{
    /// <summary>Adds what finds reloads of which no webhook told, and problems of tenants.</summary>
    public static IServiceCollection AddCloudReconciling(this IServiceCollection services) => services
        .AddSingleton<TenantRows>()
        .AddSingleton<TenantProblems>()
        .AddSingleton<MissedReloads>()
        .AddSingleton<ExpiringKeys>()
        .AddSingleton<ReconcileTenants>();
}
