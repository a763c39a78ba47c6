using System.Text.Json;
using System.Text.Json.Serialization;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Core.Events;

namespace Butler.Functions.Alerts;

/// <summary>Events that the function app raises about the system itself. They take the road of every other event.</summary>
internal static class OwnEvents
{
    /// <summary>An event of a site.</summary>
    /// <param name="id">Its id: to raise it again is the same event.</param>
    /// <param name="type">One of <see cref="EventTypes"/>.</param>
    /// <param name="site">The site.</param>
    /// <param name="subject">What it is about.</param>
    /// <param name="now">When, UTC.</param>
    /// <param name="data">What is known.</param>
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

    /// <summary>Puts it on the queue <c>events</c>.</summary>
    public static Task RaiseAsync(IServiceBus bus, CloudEvent @event, CancellationToken cancellationToken) =>
        bus.SendAsync(
            QueueNames.Events,
            new QueueMessage { Body = @event.Encode(), MessageId = EventIdentity.MessageId(@event.Id), Label = @event.Type },
            cancellationToken);
}

/// <summary>The data of <c>butler.relay.offline</c>: nothing has been heard of a relay for a while.</summary>
internal sealed record RelayOfflineData
{
    public required string Relay { get; init; }

    public string? Version { get; init; }

    /// <summary>When it was heard of last, UTC, by the queue's clock.</summary>
    public DateTimeOffset LastHeartbeat { get; init; }

    /// <summary>How long nothing had been heard when this was noticed, in seconds.</summary>
    public long SilentSeconds { get; init; }

    /// <summary>What waited on its disk then, in datagrams.</summary>
    public long? Waiting { get; init; }

    /// <summary>What it warned of in its last heartbeat.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }
}

/// <summary>The data of <c>butler.relay.online</c>: a relay that was told to be offline is heard of again.</summary>
internal sealed record RelayOnlineData
{
    public required string Relay { get; init; }

    public string? Version { get; init; }

    /// <summary>When it had been heard of last before, UTC.</summary>
    public DateTimeOffset LastHeartbeat { get; init; }

    /// <summary>When it was heard of again, UTC.</summary>
    public DateTimeOffset Back { get; init; }

    /// <summary>How long it was away, in seconds.</summary>
    public long AwaySeconds { get; init; }

    /// <summary>When its process started, UTC: after <see cref="LastHeartbeat"/> where it was restarted.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>What waits on its disk now, in datagrams.</summary>
    public long Waiting { get; init; }
}

/// <summary>The data of <c>butler.relay.loss</c>: what a relay lost since its heartbeat before. Each count is of that time alone.</summary>
internal sealed record RelayLossData
{
    public required string Relay { get; init; }

    public string? Version { get; init; }

    /// <summary>Since when, UTC: its heartbeat before, or its start.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>When its heartbeat told of it, UTC.</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>All of the following together.</summary>
    public long Total { get; init; }

    /// <summary>Datagrams that the kernel threw away because the socket's buffer was full.</summary>
    public long KernelDrops { get; init; }

    /// <summary>Datagrams refused because the journal or the memory before it was full, they were too many or too large; strangers' are not counted.</summary>
    public long Refused { get; init; }

    /// <summary>Events that Service Bus will never take, set aside on the relay's disk.</summary>
    public long Rejected { get; init; }

    /// <summary>Journal records found damaged.</summary>
    public long Damaged { get; init; }

    /// <summary>What it warns of.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }
}

/// <summary>Source-generated JSON of the data of own events.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RelayOfflineData))]
[JsonSerializable(typeof(RelayOnlineData))]
[JsonSerializable(typeof(RelayLossData))]
internal sealed partial class OwnEventsJson : JsonSerializerContext;
