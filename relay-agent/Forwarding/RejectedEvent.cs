using System.Text.Json;
using System.Text.Json.Serialization;

namespace Butler.RelayAgent.Forwarding;

/// <summary>An event that Service Bus will never take, as it is kept on disk for an operator.</summary>
internal sealed record RejectedEvent
{
    /// <summary>Why, in the service's words.</summary>
    public required string Reason { get; init; }

    /// <summary>When it was given up, UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The queue it was meant for.</summary>
    public required string Queue { get; init; }

    /// <summary>The message id it was sent with.</summary>
    public required string MessageId { get; init; }

    /// <summary>Its number in the journal.</summary>
    public required long Sequence { get; init; }

    /// <summary>Who sent the datagram.</summary>
    public required string Sender { get; init; }

    /// <summary>The event.</summary>
    public required JsonElement Event { get; init; }

    /// <summary>The datagram's bytes, Base64 in the file.</summary>
    public required byte[] Datagram { get; init; }
}

/// <summary>Source-generated JSON of what is set aside.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(RejectedEvent))]
internal sealed partial class RejectedJson : JsonSerializerContext;
