using System.Net;
using Butler.Core.Destinations;
using Butler.Core.Destinations.Smtp;
using Butler.RelayAgent.Commands.Handling;
using Butler.RelayAgent.Commands.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.RelayAgent.Commands.Delivering;

internal static class DeliverServices
{
    /// <summary>Adds the command that delivers, if there are destinations.</summary>
    public static IServiceCollection AddDeliver(
        this IServiceCollection services, IReadOnlyDictionary<string, DestinationOptions> destinations) =>
        destinations.Count == 0 ? services : services
            .AddSingleton(provider => new HttpTransport(provider.GetRequiredService<TimeProvider>(), provider.GetService<IWebProxy>()))
            .AddSingleton<SmtpTransport>()
            .AddSingleton<IDestinationKind, HttpDestination>()
            .AddSingleton<IDestinationKind, FileDestination>()
            .AddSingleton<IDestinationKind, MqttTopicDestination>()
            .AddSingleton<IDestinationKind, SmtpDestination>()
            .AddSingleton<ICommandHandler>(provider => new DeliverMessage(
                destinations, [.. provider.GetServices<IDestinationKind>()], provider.GetRequiredService<CommandLedger>().IsDelivered));
}
