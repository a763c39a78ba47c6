using System.Text.Json;
using Butler.Core.Commands;
using Butler.Core.Destinations;
using Butler.Functions.Relays;

namespace Butler.Functions.Delivering.Sending;

/// <summary>Converts the result of a relay's command to the outcome of a delivery.</summary>
internal static class RelayedOutcome
{
    /// <summary>The outcome; null while the command has not ended.</summary>
    public static DeliveryOutcome? Of(CommandRow command)
    {
        var result = Result(command);
        var reason = Reason(command);
        return command.Status switch
        {
            null => null,
            CommandStatus.Succeeded => new DeliveryOutcome.Sent(reason),
            CommandStatus.Refused when IsMissing(command, result) => new DeliveryOutcome.TryAgain(reason),
            CommandStatus.Refused => new DeliveryOutcome.Refused(reason),
            CommandStatus.Failed when result?.Outcome == "refused" => new DeliveryOutcome.Refused(reason),
            CommandStatus.OutcomeUnknown => new DeliveryOutcome.TryAgain(reason) { MaybeArrived = true },
            _ => new DeliveryOutcome.TryAgain(
                reason, result?.RetryAfterSeconds is > 0 and < 86_400 and var seconds ? TimeSpan.FromSeconds(seconds) : null)
            {
                MaybeArrived = result?.MaybeArrived ?? false,
            },
        };
    }

    /// <summary>
    /// Whether the relay did nothing because it does not have the destination, so that another relay may be asked. A relay of an older
    /// version has no code for this and only reports a refusal.
    /// </summary>
    public static bool IsMissing(CommandRow command) => IsMissing(command, Result(command));

    /// <summary>Why a command ended as it did, with the relay's name.</summary>
    public static string Reason(CommandRow command) => $"relay {command.Command.Relay}: "
        + $"{Result(command)?.Detail ?? command.Error ?? "no reason given"}";

    private static bool IsMissing(CommandRow command, DeliverResult? result) =>
        command.Status == CommandStatus.Refused && result is null or { Code: DeliverResult.NoDestination };

    private static DeliverResult? Result(CommandRow command)
    {
        try
        {
            return command.Result?.Deserialize(CommandJson.Default.DeliverResult);
        }
        catch (JsonException)
        {
            return null; // the result of a newer relay; status and error are still readable
        }
    }
}
