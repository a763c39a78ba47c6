using System.Text.Json;
using Butler.Core.Events;
using Butler.Core.Messages;
using Butler.Functions.Configuration;
using Butler.Functions.Plans;

namespace Butler.Functions.Routing;

/// <summary>
/// Plans the messages of callers of the HTTP API: one delivery for each target that the message names. A message meets no routes, mutes,
/// groups and throttles, and is sent however late it comes: somebody has addressed it.
/// </summary>
internal static class MessagePlans
{
    /// <summary>The plan; null for an event that is not a message.</summary>
    /// <exception cref="JsonException">The data of the event are not a message.</exception>
    public static Plan? Of(CloudEvent @event) => ApiMessage.Of(@event) is not { } message ? null : new Plan
    {
        Routes = [ButlerOptions.MessagesRouteName],
        Deliveries =
        [
            .. message.Targets.Distinct().Select(target => PlanDraft.Delivery(
                @event.Id, ButlerOptions.MessagesRouteName, new Target { Channel = target.Channel, Recipient = target.Recipient })),
        ],
    };
}
