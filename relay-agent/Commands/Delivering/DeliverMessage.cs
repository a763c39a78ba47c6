using System.Text.Json;
using Butler.Core.Commands;
using Butler.Core.Destinations;
using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Commands.Delivering;

/// <summary>
/// Sends to a destination in the relay's own file, which holds the secrets. A delivery that was sent is not sent again. After a crash it
/// may
/// be sent again, and the function app then marks it as a possible duplicate.
/// </summary>
internal sealed class DeliverMessage(
    IReadOnlyDictionary<string, DestinationOptions> destinations, IReadOnlyList<IDestinationKind> kinds,
    Func<string, bool> isDelivered) : ICommandHandler
{
    public string Kind => CommandKinds.Deliver;

    public async Task<CommandOutcome> RunAsync(Command command, CancellationToken stopping)
    {
        var asked = CommandArguments.Read(command, CommandJson.Default.DeliverArguments);
        if (!destinations.TryGetValue(asked.Destination, out var destination))
        {
            var reason = $"commands.deliver names no destination \"{asked.Destination}\".";
            var missing = new DeliverResult { Outcome = "refused", Code = DeliverResult.NoDestination, Detail = reason };
            return new CommandOutcome(
                CommandStatus.Refused, JsonSerializer.SerializeToElement(missing, CommandJson.Default.DeliverResult), reason)
            {
                Denied = reason,
            };
        }

        if (isDelivered(asked.DeliveryId))
        {
            return Outcome(new DeliveryOutcome.Sent("sent before"), asked, destination);
        }

        return Outcome(await kinds.First(kind => kind.CanHandle(destination)).SendAsync(destination, asked, stopping), asked, destination);
    }

    private static CommandOutcome Outcome(DeliveryOutcome outcome, DeliverArguments asked, DestinationOptions destination)
    {
        var result = outcome switch
        {
            DeliveryOutcome.Sent sent => new DeliverResult { Outcome = "sent", Detail = sent.Answer },
            DeliveryOutcome.TryAgain later => new DeliverResult
            {
                Outcome = "tryAgain",
                Detail = later.Reason,
                RetryAfterSeconds = later.RetryAfter?.TotalSeconds,
                MaybeArrived = later.MaybeArrived ? true : null,
            },
            DeliveryOutcome.Refused refused => new DeliverResult { Outcome = "refused", Detail = refused.Reason },
            _ => throw new InvalidOperationException(outcome.ToString()),
        };
        result = result with { Detail = Redact(result.Detail ?? "", destination) };
        var element = JsonSerializer.SerializeToElement(result, CommandJson.Default.DeliverResult);
        return outcome is DeliveryOutcome.Sent
            ? new CommandOutcome(CommandStatus.Succeeded, element) { Delivered = asked.DeliveryId }
            : new CommandOutcome(CommandStatus.Failed, element, $"{asked.Destination}: {result.Detail}");
    }

    /// <summary>Removes each word of the secret headers: a destination may repeat a token without its scheme.</summary>
    private static string Redact(string text, DestinationOptions destination) => destination.Headers.Values
        .SelectMany(value => value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(word => word.Length >= 6)
        .OrderByDescending(word => word.Length)
        .Aggregate(text, (left, secret) => left.Replace(secret, "***", StringComparison.OrdinalIgnoreCase));
}
