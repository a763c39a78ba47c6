using Butler.Core.Api;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Core.LoadScripts;
using Butler.Core.LoadScripts.Road;
using Butler.Functions.Queues;

namespace Butler.Functions.Relays;

internal static class RelayServices
{
    /// <summary>Adds commands to relays, their replies and heartbeats, and the watch over relays.</summary>
    public static IServiceCollection AddRelays(this IServiceCollection services, MasterKey? master, string? keyProblem) => services
        .AddSingleton(provider => new CommandSender(
            provider.GetRequiredService<CommandRows>(),
            provider.GetRequiredService<RelayChoice>(),
            provider.GetRequiredService<CommandAnswers>(),
            provider.GetRequiredService<IServiceBus>(),
            master,
            keyProblem,
            provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<CommandAnswers>()
        .AddSingleton<ICommandRoad, QueueRoad>()
        .AddSharedRequests()
        .AddRoutes<CommandApi>()
        .AddSingleton<CommandRows>()
        .AddSingleton<RelayChoice>()
        .AddSingleton<RelayRows>()
        .AddSingleton<RelayEvents>()
        .AddSingleton<WatchRelays>()
        .AddSingleton<LicenseReleaseTurns>()
        .AddSingleton<RelayReplies>()
        .AddSingleton<IDeadLetterHandler, CommandDeadLetters>()
        .AddSingleton<UnansweredCommands>();
}
