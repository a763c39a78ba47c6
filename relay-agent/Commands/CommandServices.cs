using Butler.Core.Commands;
using Butler.Core.Configuration;
using Butler.RelayAgent.Commands.Apps;
using Butler.RelayAgent.Commands.Delivering;
using Butler.RelayAgent.Commands.Files;
using Butler.RelayAgent.Commands.Handling;
using Butler.RelayAgent.Commands.Ledger;
using Butler.RelayAgent.Commands.Receiving;
using Butler.RelayAgent.Commands.Tasks;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Identity;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Loops;
using Butler.RelayAgent.Sense.Engine;
using Butler.RelayAgent.Sense.Qrs;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.RelayAgent.Commands;

internal static class CommandServices
{
    private const string Directory = "commands";

    /// <summary>
    /// Receives and executes commands. Commands that the relay's file does not allow are not offered; without a key none are received.
    /// </summary>
    /// <param name="services">The services, after those of Sense.</param>
    /// <param name="options">The rules.</param>
    /// <param name="journal">The ledger is in <c>commands</c> below the journal's directory.</param>
    /// <param name="ownPaths">Files that no command may access.</param>
    /// <param name="shown">The relay's file as it may be shown; null: the command that shows it is not offered.</param>
    /// <param name="withApi">Whether the relay's own API executes commands too.</param>
    public static IServiceCollection AddCommands(
        this IServiceCollection services, CommandsOptions options, JournalOptions journal, IEnumerable<string> ownPaths,
        ShownYaml? shown = null, bool withApi = false)
    {
        var withQrs = Has<IQrs>(services);
        services.AddTasks(options.StartTask, withQrs);
        if (options.Key is null && !withApi)
        {
            return services;
        }

        var directory = Path.Combine(journal.Directory, Directory);
        if (options.Key is { } key)
        {
            services.AddReceiver(key);
        }

        services.AddExecution(directory).AddFileCommands(options.Files, ownPaths).AddDeliver(options.Deliver);
        if (shown is not null)
        {
            services.AddSingleton<ICommandHandler>(new ShowConfiguration(shown));
        }

        if (withQrs)
        {
            services.AddTaskCommands().AddSingleton<ICommandHandler, ListApps>();
        }

        return Has<IEngine>(services) ? services.AddAppCommands(options.ReloadApp, options.DumpApp, directory) : services;
    }

    private static IServiceCollection AddExecution(this IServiceCollection services, string directory) => services
        .AddKeyedSingleton(Directory, (_, _) => JournalDirectory.Take(directory))
        .AddSingleton(provider => CommandLedger.Open(
            provider.GetRequiredKeyedService<JournalDirectory>(Directory), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<LedgerBook>()
        .AddSingleton<ServiceBusClock>()
        .AddSingleton<PatientSender>()
        .AddSingleton<RefusalAlarm>()
        .AddSingleton<CommandRunner>()
        .AddSingleton<LocalCommands>();

    private static IServiceCollection AddReceiver(this IServiceCollection services, string key) => services
        .AddSingleton(provider => new CommandIntake(provider.GetRequiredService<RelayIdentity>(), key))
        .AddSingleton<CommandReceiver>()
        .AddSingleton<IWarningSource>(provider => provider.GetRequiredService<CommandReceiver>())
        .AddSingleton(provider => new Capabilities(
            [.. provider.GetServices<ICommandHandler>().Select(handler => handler.Kind).Order(StringComparer.Ordinal)]))
        .AddLoop<CommandReceiver>();

    private static bool Has<T>(IServiceCollection services) => services.Any(service => service.ServiceType == typeof(T));
}
