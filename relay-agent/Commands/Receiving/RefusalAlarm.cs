using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Core.Text;
using Butler.RelayAgent.Identity;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Commands.Receiving;

/// <summary>
/// Raises <c>butler.relay.refused</c> for a command that the relay's own file does not allow, or that is not signed. At most one such event
/// a minute is sent, with the number of all refusals; they are logged at the same rate and counted.
/// </summary>
internal sealed partial class RefusalAlarm(RelayIdentity relay, PatientSender sender, TimeProvider time, ILogger<RefusalAlarm> logger)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private long? last;
    private int untold;

    /// <summary>Reports a refusal, unless one was reported within the last minute.</summary>
    public async Task RaiseAsync(string? messageId, Command? command, string reason, CancellationToken stopping)
    {
        int more;
        lock (gate)
        {
            var now = time.GetTimestamp();
            if (last is { } before && time.GetElapsedTime(before, now) < Every)
            {
                untold++;
                return;
            }

            (last, more, untold) = (now, untold, 0);
        }

        Log.Refused(logger, messageId, command?.Kind, reason, more);
        var data = new CommandRefusedData
        {
            Reason = reason,
            CommandId = command?.Id,
            Kind = command?.Kind,
            RequestedBy = command?.RequestedBy,
            MessageId = messageId is null ? null : TextCut.Beginning(messageId, 128),
            More = more,
        };
        await sender.SendAsync(QueueNames.Events, Message(data, time.GetUtcNow()), stopping);
    }

    private QueueMessage Message(CommandRefusedData data, DateTimeOffset now)
    {
        // The same refusal after a crash is the same event; a refusal in another minute is another event.
        var minute = now.UtcDateTime.ToString("yyyyMMddHHmm", System.Globalization.CultureInfo.InvariantCulture);
        var refused = new CloudEvent
        {
            Id = $"{relay.Site}:refused:{relay.Name}:{EventIdentity.Hash($"{data.CommandId ?? data.MessageId}\n{minute}")[..32]}",
            Source = $"/sense/{relay.Site}/{relay.Name}",
            Type = CommandRefusedData.EventType,
            Subject = $"relay/{relay.Name}",
            Time = now,
            ReceivedTime = now,
            Site = relay.Site,
            Environment = relay.Environment,
            Relay = relay.Name,
            Data = JsonSerializer.SerializeToElement(data, CommandJson.Default.CommandRefusedData),
        };
        return new QueueMessage
        {
            Body = refused.Encode(),
            MessageId = EventIdentity.MessageId(refused.Id),
            Label = refused.Type,
            Properties = new Dictionary<string, object> { ["schema"] = refused.Schema, ["type"] = refused.Type, ["site"] = relay.Site },
        };
    }

    private static partial class Log
    {
        [LoggerMessage(
            1, LogLevel.Error, "Command message {MessageId} ({Kind}) is REFUSED: {Reason} ({More} more since the last such line)")]
        public static partial void Refused(ILogger logger, string? messageId, string? kind, string reason, int more);
    }
}
