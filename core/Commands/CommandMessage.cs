using System.Text.Encodings.Web;
using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Events;

namespace Butler.Core.Commands;

/// <summary>Converts commands and replies to and from queue messages.</summary>
public static class CommandMessage
{
    /// <summary>The longest deadline of a command. Relays remember commands for twice as long, so they recognize an old command.</summary>
    public static readonly TimeSpan LongestDeadline = TimeSpan.FromHours(24);

    /// <summary>The largest body of a command or reply, in bytes: the maximum size of a message, less its properties.</summary>
    public const int MaxBytes = 176 * 1024;

    /// <summary>
    /// Writes commands with few escapes. A command may carry JSON as text, whose characters would otherwise take up to six times the space.
    /// </summary>
    public static CommandJson Compact { get; } = new(
        new JsonSerializerOptions(CommandJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Creates the signed message of a command. It has the command's id and lives until the deadline.</summary>
    /// <param name="command">The command.</param>
    /// <param name="key">The shared key.</param>
    /// <param name="now">The time by the sender's clock.</param>
    /// <exception cref="ArgumentException">The command is too large for a message.</exception>
    public static QueueMessage Of(Command command, string key, DateTimeOffset now)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(command, Compact.Command);
        if (body.Length > MaxBytes)
        {
            throw new ArgumentException(
                $"The command {command.Id} is larger than a message may be ({body.Length} of {MaxBytes} bytes).", nameof(command));
        }

        return new QueueMessage
        {
            Body = body,
            MessageId = EventIdentity.MessageId(command.Id),
            Label = command.Kind,
            CorrelationId = EventIdentity.MessageId(command.Id),
            TimeToLive = command.Deadline - now,
            Properties = new Dictionary<string, object>
            {
                ["schema"] = command.Schema,
                [CommandSignature.Property] = CommandSignature.Of(key, body),
                [CommandSignature.KeyIdProperty] = CommandSignature.KeyId(key),
            },
        };
    }

    /// <summary>Reads a command.</summary>
    /// <exception cref="JsonException">The body is not a command, or lacks its id, kind, site or relay.</exception>
    public static Command Read(ReadOnlySpan<byte> body)
    {
        var command = JsonSerializer.Deserialize(body, CommandJson.Default.Command) ?? throw new JsonException("The command is null.");
        return command is { Id.Length: > 0, Kind.Length: > 0, Site.Length: > 0, Relay.Length: > 0 }
            ? command
            : throw new JsonException("The command's id, kind, site or relay is empty.");
    }

    /// <summary>
    /// Creates the message of a reply. The id is derived from relay and command, so that duplicate detection drops repeats. If the
    /// result makes the message too large, it is left out, and the error says so.
    /// </summary>
    public static QueueMessage Of(CommandReply reply)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(reply, CommandJson.Default.CommandReply);
        if (body.Length > MaxBytes)
        {
            var cut = reply with
            {
                Result = null,
                Error = $"{reply.Error} The result is left out: it is larger than a message may be ({body.Length} bytes).".TrimStart(),
            };
            body = JsonSerializer.SerializeToUtf8Bytes(cut, CommandJson.Default.CommandReply);
        }

        return new QueueMessage
        {
            Body = body,
            MessageId = EventIdentity.MessageId($"reply:{reply.Relay}:{reply.Id}"),
            Label = CommandReply.Label,
            CorrelationId = EventIdentity.MessageId(reply.Id),
            Properties = new Dictionary<string, object> { ["schema"] = reply.Schema },
        };
    }

    /// <summary>Reads a reply.</summary>
    /// <exception cref="JsonException">The body is not a reply.</exception>
    public static CommandReply ReadReply(ReadOnlySpan<byte> body)
    {
        var reply = JsonSerializer.Deserialize(body, CommandJson.Default.CommandReply) ?? throw new JsonException("The reply is null.");
        return reply is { Id.Length: > 0, Relay.Length: > 0 } ? reply : throw new JsonException("The reply's id or relay is empty.");
    }
}
