using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Events;
using Butler.Core.Text;
using Butler.Functions.Alerts;
using Butler.Functions.Api;
using Butler.Functions.Configuration;

namespace Butler.Functions.Preview;

/// <summary>An alert that is made up to be looked at or to try a channel: what a channel would get of an event.</summary>
internal static class Trial
{
    /// <summary>The route that a trial belongs to; there is none of this name.</summary>
    public const string Route = "trial";

    public static readonly IReadOnlyList<string> Reasons = ["single", "group", "resolved", "escalated", "test"];

    /// <summary>The alert.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="channel">The channel's name.</param>
    /// <param name="event">What it tells of.</param>
    /// <param name="kind">Why it is told.</param>
    /// <param name="recipient">Whom it is for.</param>
    public static Alert Alert(ButlerOptions options, string channel, CloudEvent @event, AlertKind kind, string? recipient)
    {
        var summary = EventSummaries.Of(@event, EventData.Task(@event));
        var reason = new AlertReason
        {
            Kind = kind,
            Incident = kind is AlertKind.Escalated or AlertKind.Resolved ? "trial" : null,
            First = kind is AlertKind.Escalated or AlertKind.Resolved ? summary with { Time = @event.Time.AddMinutes(-40) } : null,
            Count = kind == AlertKind.Group ? 3 : 1,
            Members = kind == AlertKind.Group
                ? [summary, summary with { Id = summary.Id + "-2", Time = @event.Time.AddSeconds(12) }, summary with { Id = summary.Id + "-3", Time = @event.Time.AddSeconds(31) }]
                : [],
        };
        return new Alert
        {
            Event = @event,
            Encoded = @event.Encode(),
            Task = EventData.Task(@event),
            Delivery = new PlannedDelivery
            {
                Id = EventIdentity.Hash($"{@event.Id}\n{Route}\n{channel}\n{recipient}"),
                Route = Route,
                Channel = channel,
                Recipient = recipient,
                Reason = reason,
            },
            Site = options.Site(@event.Site),
            Links = options.Links,
            Options = options.Channels[channel],
        };
    }

    /// <summary>Whom the channel sends to: the one that is named, else those of the configuration; null where it has no recipients.</summary>
    public static IReadOnlyList<string?> Recipients(ChannelOptions options, string? wanted) => options switch
    {
        _ when wanted is not null => [wanted],
        IHasRecipients { NamedRecipients: var named } => named,
        _ => [null],
    };

    /// <summary>The fault of a channel's name that the configuration does not have.</summary>
    public static ProblemException NoSuchChannel(ButlerOptions options, string channel) => new(
        404,
        "Unknown channel",
        $"There is no channel \"{channel}\"{DidYouMean.Hint(channel, options.Channels.Keys)} (known: {string.Join(", ", options.Channels.Keys)}).");

    /// <summary>The event under a name of its own, marked as a test wherever a task's name is shown.</summary>
    public static CloudEvent Marked(CloudEvent @event, string id)
    {
        if (@event.Data is not { ValueKind: JsonValueKind.Object } data)
        {
            return @event with { Id = id };
        }

        var marked = JsonObject.Create(data)!;
        Mark(marked, "taskName");
        Mark(marked["task"] as JsonObject, "name");
        return @event with { Id = id, Data = JsonDocument.Parse(marked.ToJsonString()).RootElement.Clone() };

        static void Mark(JsonObject? json, string key)
        {
            if (json?[key] is JsonValue value && value.TryGetValue(out string? name))
            {
                json[key] = AlertText.TestMark + name;
            }
        }
    }
}
