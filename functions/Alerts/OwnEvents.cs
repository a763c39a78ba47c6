using System.Text.Json;
using System.Text.Json.Serialization;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Core.Events;

namespace Butler.Functions.Alerts;

/// <summary>Events that the function app raises about the system itself. They are processed like all other events.</summary>
internal static class OwnEvents
{
    /// <summary>Creates an event of a site.</summary>
    /// <param name="id">The id; raising the same id again is the same event.</param>
    /// <param name="type">One of <see cref="EventTypes"/>.</param>
    /// <param name="site">The site.</param>
    /// <param name="subject">The thing that the event is about.</param>
    /// <param name="now">The time, UTC.</param>
    /// <param name="data">The data.</param>
    public static CloudEvent Create(string id, string type, string site, string subject, DateTimeOffset now, JsonElement data) => new()
    {
        Id = id,
        Source = $"/sense/{Uri.EscapeDataString(site)}/butler",
        Type = type,
        Subject = subject,
        Time = now,
        ReceivedTime = now,
        Site = site,
        Data = data,
    };

    /// <summary>Sends the event to the queue <c>events</c>.</summary>
    public static Task RaiseAsync(IServiceBus bus, CloudEvent @event, CancellationToken cancellationToken) =>
        bus.SendAsync(
            QueueNames.Events,
            new QueueMessage { Body = @event.Encode(), MessageId = EventIdentity.MessageId(@event.Id), Label = @event.Type },
            cancellationToken);
}

/// <summary>The data of <c>butler.relay.offline</c>: a relay has sent no heartbeat for a while.</summary>
internal sealed record RelayOfflineData
{
    public required string Relay { get; init; }

    public string? Version { get; init; }

    /// <summary>When the last heartbeat was enqueued, UTC, by the queue's clock.</summary>
    public DateTimeOffset LastHeartbeat { get; init; }

    /// <summary>The time since the last heartbeat when this was noticed, in seconds.</summary>
    public long SilentSeconds { get; init; }

    /// <summary>The number of datagrams that waited on its disk at the last heartbeat.</summary>
    public long? Waiting { get; init; }

    /// <summary>The warnings in its last heartbeat.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }
}

/// <summary>The data of <c>butler.relay.online</c>: a relay that was reported offline sends heartbeats again.</summary>
internal sealed record RelayOnlineData
{
    public required string Relay { get; init; }

    public string? Version { get; init; }

    /// <summary>When the last heartbeat before the break was enqueued, UTC.</summary>
    public DateTimeOffset LastHeartbeat { get; init; }

    /// <summary>When the first heartbeat after the break was enqueued, UTC.</summary>
    public DateTimeOffset Back { get; init; }

    /// <summary>The length of the break, in seconds.</summary>
    public long AwaySeconds { get; init; }

    /// <summary>When its process started, UTC; after <see cref="LastHeartbeat"/> if it was restarted.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>The number of datagrams that wait on its disk now.</summary>
    public long Waiting { get; init; }
}

/// <summary>
/// The data of <c>butler.relay.loss</c>: the losses of a relay since its previous heartbeat. The counts cover only this period.
/// </summary>
internal sealed record RelayLossData
{
    public required string Relay { get; init; }

    public string? Version { get; init; }

    /// <summary>The start of the period, UTC: its previous heartbeat, or its start.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>The end of the period, UTC: the heartbeat that reported the losses.</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>The sum of the following counts.</summary>
    public long Total { get; init; }

    /// <summary>Datagrams that the kernel dropped because the socket's buffer was full.</summary>
    public long KernelDrops { get; init; }

    /// <summary>
    /// Datagrams refused because the journal or the buffer before it was full, or because they were too many or too large. Datagrams of
    /// unknown senders are not counted.
    /// </summary>
    public long Refused { get; init; }

    /// <summary>Events that Service Bus cannot accept, stored on the relay's disk.</summary>
    public long Rejected { get; init; }

    /// <summary>Journal records found damaged.</summary>
    public long Damaged { get; init; }

    /// <summary>The relay's warnings.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }
}

/// <summary>Source-generated JSON of the data of own events.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RelayOfflineData))]
[JsonSerializable(typeof(RelayOnlineData))]
[JsonSerializable(typeof(RelayLossData))]
internal sealed partial class OwnEventsJson : JsonSerializerContext;
