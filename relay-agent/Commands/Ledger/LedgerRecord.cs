using System.Text.Json.Serialization;
using Butler.Core.Commands;

namespace Butler.RelayAgent.Commands.Ledger;

/// <summary>The states of a command. Each state is synced to disk before the next step.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LedgerState>))]
internal enum LedgerState
{
    /// <summary>The command is known; it may still be in the queue, and nothing was done.</summary>
    Taken,

    /// <summary>The command is removed from the queue, and may have been executed partly or completely.</summary>
    Begun,

    /// <summary>The result is known.</summary>
    Result,

    /// <summary>The reply was sent to Service Bus.</summary>
    Replied,
}

/// <summary>A record of the ledger.</summary>
internal sealed record LedgerRecord
{
    /// <summary>The command's id.</summary>
    public required string Id { get; init; }

    /// <summary>The recorded state.</summary>
    public required LedgerState State { get; init; }

    /// <summary>The time, by this machine's clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The command's kind.</summary>
    public required string Kind { get; init; }

    /// <summary>The command's deadline, by Service Bus's clock.</summary>
    public DateTimeOffset Deadline { get; init; }

    /// <summary>Whether the command came by the relay's own API: no reply is sent to Service Bus.</summary>
    public bool IsLocal { get; init; }

    /// <summary>The hash of the arguments of such a command: its id may be repeated with the same arguments only.</summary>
    public string? Content { get; init; }

    /// <summary>The id of a delivery that has been sent.</summary>
    public string? Delivered { get; init; }

    /// <summary>The reply, from <see cref="LedgerState.Result"/> on.</summary>
    public CommandReply? Reply { get; init; }
}

/// <summary>Source-generated JSON of the ledger.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LedgerRecord))]
internal sealed partial class LedgerJson : JsonSerializerContext;
