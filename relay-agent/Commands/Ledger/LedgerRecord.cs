using System.Text.Json.Serialization;
using Butler.Core.Commands;

namespace Butler.RelayAgent.Commands.Ledger;

/// <summary>How far a command has come. Each state is on the platter before the next step is taken.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LedgerState>))]
internal enum LedgerState
{
    /// <summary>It is known here; it may still be in the queue, and nothing was done.</summary>
    Taken,

    /// <summary>It is off the queue and may have been done, in part or whole.</summary>
    Begun,

    /// <summary>Its result is known.</summary>
    Result,

    /// <summary>Service Bus has the reply.</summary>
    Replied,
}

/// <summary>A line of the ledger.</summary>
internal sealed record LedgerRecord
{
    /// <summary>The command's id.</summary>
    public required string Id { get; init; }

    /// <summary>What is noted of it.</summary>
    public required LedgerState State { get; init; }

    /// <summary>When, by this machine's clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The command's kind.</summary>
    public required string Kind { get; init; }

    /// <summary>The command's deadline, by Service Bus's clock.</summary>
    public DateTimeOffset Deadline { get; init; }

    /// <summary>The id of a delivery that has been sent.</summary>
    public string? Delivered { get; init; }

    /// <summary>What is answered, from <see cref="LedgerState.Result"/> on.</summary>
    public CommandReply? Reply { get; init; }
}

/// <summary>Source-generated JSON of the ledger.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LedgerRecord))]
internal sealed partial class LedgerJson : JsonSerializerContext;
