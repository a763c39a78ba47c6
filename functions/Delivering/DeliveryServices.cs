using Butler.Functions.Relays;
using Butler.Functions.Timers;

namespace Butler.Functions.Delivering;

internal static class DeliveryServices
{
    /// <summary>Adds deliveries: their rows, leases, circuits, attempts and follow-ups.</summary>
    public static IServiceCollection AddDelivering(this IServiceCollection services) => services
        .AddSingleton<Circuits>()
        .AddSingleton<DeliveryCounts>()
        .AddSingleton<DeliveryTelemetry>()
        .AddSingleton<DeliveryRows>()
        .AddSingleton<DeliveryLeases>()
        .AddSingleton<DeliveryWaits>()
        .AddSingleton<DeliveryQueue>()
        .AddSingleton<OpenDeliveries>()
        .AddSingleton<DeadDeliveries>()
        .AddSingleton<FollowUps>()
        .AddSingleton<AttemptSender>()
        .AddSingleton<AttemptEnds>()
        .AddSingleton<NextAttempts>()
        .AddSingleton<DeliveryAttempts>()
        .AddSingleton<FirstAttempts>()
        .AddSingleton<Deliver>()
        .AddSingleton<RelayedDeliveries>()
        .AddSingleton<IDueHandler>(provider => provider.GetRequiredService<RelayedDeliveries>())
        .AddSingleton<ICommandFollowUp>(provider => provider.GetRequiredService<RelayedDeliveries>());

    /// <summary>
    /// Writes the totals of deliveries to the file that <see cref="DeliveryTotalsFile.Variable"/> names; without it, nothing is added.
    /// </summary>
    public static IServiceCollection AddDeliveryTotalsFile(this IServiceCollection services, Func<string, string?> environment) =>
        environment(DeliveryTotalsFile.Variable) is { Length: > 0 } path
            ? services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<DeliveryTotalsFile>(provider, path))
            : services;
}
