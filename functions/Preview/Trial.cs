using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Api;
using Butler.Core.Events;
using Butler.Core.Text;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;

namespace Butler.Functions.Preview;

/// <summary>Creates an alert for a preview or a test of a channel.</summary>
internal static class Trial
{
    /// <summary>The route's name in a trial; no route has this name.</summary>
    public const string Route = "trial";

    public static readonly IReadOnlyList<string> Reasons = ["single", "group", "resolved", "escalated", "test"];

    /// <param name="options">The configuration.</param>
    /// <param name="channel">The channel's name.</param>
    /// <param name="event">The event.</param>
    /// <param name="kind">The reason.</param>
    /// <param name="recipient">The recipient.</param>
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
                ? [summary, summary with { Id = summary.Id + "-2", Time = @event.Time.AddSeconds(12) },
                    summary with { Id = summary.Id + "-3", Time = @event.Time.AddSeconds(31) }]
                : [],
        };
        return new Alert
        {
            Event = @event,
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
            Links = options.LinksOf(@event),
            Options = options.Channels[channel],
        };
    }

    /// <summary>
    /// The recipients of the channel: the given one, or else those of the configuration; null for a channel without recipients.
    /// </summary>
    public static IReadOnlyList<string?> Recipients(ChannelOptions options, string? wanted) => options switch
    {
        _ when wanted is not null => [wanted],
        IHasRecipients { NamedRecipients: var named } => named,
        _ => [null],
    };

    /// <summary>The fault for an unknown channel.</summary>
    public static ProblemException NoSuchChannel(ButlerOptions options, string channel) => new(
        404,
        "Unknown channel",
        $"There is no channel \"{channel}\"{DidYouMean.Hint(channel, options.Channels.Keys)} (known: "
            + $"{string.Join(", ", options.Channels.Keys)}).");

    /// <summary>Copies the event with a new id, and marks the task's name as a test.</summary>
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
