using System.Text.Json;
using Butler.Core.Commands;
using Butler.Core.Transports;
using Butler.Functions.Relays;

namespace Butler.Functions.Delivering.Sending;

/// <summary>What became of a delivery, by how the command ended that asked a relay to send it.</summary>
internal static class RelayedOutcome
{
    /// <summary>The outcome; null while the command has not ended.</summary>
    public static DeliveryOutcome? Of(CommandRow command)
    {
        var relay = command.Command.Relay;
        var result = Result(command);
        var reason = $"relay {relay}: {result?.Detail ?? command.Error ?? "no reason given"}";
        return command.Status switch
        {
            null => null,
            CommandStatus.Succeeded => new DeliveryOutcome.Sent(reason),
            CommandStatus.Refused => new DeliveryOutcome.Refused(reason),
            CommandStatus.Failed when result?.Outcome == "refused" => new DeliveryOutcome.Refused(reason),
            CommandStatus.OutcomeUnknown => new DeliveryOutcome.TryAgain(reason) { MaybeArrived = true },
            _ => new DeliveryOutcome.TryAgain(reason, result?.RetryAfterSeconds is > 0 and < 86_400 and var seconds ? TimeSpan.FromSeconds(seconds) : null)
            {
                MaybeArrived = result?.MaybeArrived ?? false,
            },
        };
    }

    private static DeliverResult? Result(CommandRow command)
    {
        try
        {
            return command.Result?.Deserialize(CommandJson.Default.DeliverResult);
        }
        catch (JsonException)
        {
            return null; // a newer relay's form: the status and the error still tell
        }
    }
}
