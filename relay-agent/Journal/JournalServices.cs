using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Journal;

internal static class JournalServices
{
    /// <summary>
    /// Adds the journal and the threads that write and sync it. Its directory is locked, and the journal opened, at its first use.
    /// </summary>
    public static IServiceCollection AddJournal(this IServiceCollection services, JournalOptions options) => services
        .AddSingleton(options)
        .AddSingleton(_ => JournalDirectory.Take(options.Directory))
        .AddSingleton(_ => new HandOver())
        .AddSingleton(provider => DatagramJournal.Open(
            provider.GetRequiredService<JournalDirectory>(),
            JournalLimits.Of(options.MaxSize),
            provider.GetRequiredService<Random>(),
            provider.GetRequiredService<ILogger<DatagramJournal>>()))
        .AddSingleton<JournalWriter>()
        .AddSingleton(provider => ActivatorUtilities.CreateInstance<JournalSyncer>(provider, options.Fsync))
        .AddSingleton(provider => provider.GetRequiredService<JournalSyncer>().Progress);
}
