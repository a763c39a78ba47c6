using System.Text.Json;
using System.Text.Json.Serialization;

namespace Butler.RelayAgent.Forwarding;

/// <summary>An event that Service Bus cannot accept, in the form in which it is stored on disk for the operator.</summary>
internal sealed record RejectedEvent
{
    /// <summary>The reason from Service Bus.</summary>
    public required string Reason { get; init; }

    /// <summary>When it was given up, UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The target queue.</summary>
    public required string Queue { get; init; }

    /// <summary>The message id.</summary>
    public required string MessageId { get; init; }

    /// <summary>The number in the journal.</summary>
    public required long Sequence { get; init; }

    /// <summary>The sender of the datagram.</summary>
    public required string Sender { get; init; }

    /// <summary>The event.</summary>
    public required JsonElement Event { get; init; }

    /// <summary>The datagram's bytes, Base64 in the file.</summary>
    public required byte[] Datagram { get; init; }
}

/// <summary>Source-generated JSON of rejected events.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(RejectedEvent))]
internal sealed partial class RejectedJson : JsonSerializerContext;
