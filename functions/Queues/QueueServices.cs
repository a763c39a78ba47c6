using Butler.Core.Time;

namespace Butler.Functions.Queues;

internal static class QueueServices
{
    /// <summary>Adds the runner of queue functions, and dead letters.</summary>
    public static IServiceCollection AddQueues(this IServiceCollection services) => services
        .AddSingleton<Rescheduler>()
        .AddSingleton<RefusedMessages>()
        .AddSingleton(provider => new QuietLogs(provider.GetRequiredService<TimeProvider>(), TimeSpan.FromSeconds(30)))
        .AddSingleton<QueueRunner>()
        .AddSingleton<QueueOfFunction>()
        .AddSingleton<DeadLetters>();
}
