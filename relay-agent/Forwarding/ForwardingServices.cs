using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Loops;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.RelayAgent.Forwarding;

internal static class ForwardingServices
{
    /// <summary>Adds the forwarding of the journal to Service Bus.</summary>
    public static IServiceCollection AddForwarding(this IServiceCollection services) => services
        .AddSingleton<UnparsedNotice>()
        .AddSingleton(provider => new RejectedStore(provider.GetRequiredService<JournalOptions>().Directory))
        .AddSingleton<ForwardingTelemetry>()
        .AddSingleton<Forwarder>()
        .AddLoop<Forwarder>();
}
