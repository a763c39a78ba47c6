using System.Text;
using System.Text.Json;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Core.Transports;
using Butler.RelayAgent.Commands.Files;
using Butler.RelayAgent.Configuration;

namespace Butler.RelayAgent.Commands.Delivering;

/// <summary>
/// Sends to a destination that the relay's own file names, with the secrets that stand there. What has been sent once under a delivery's
/// id is not sent again; after a crash it may be, and the function app then marks it as a possible duplicate.
/// </summary>
internal sealed class Deliver(
    IReadOnlyDictionary<string, DestinationOptions> destinations, HttpTransport http, SmtpDestination smtp, FileActions files, Func<string, bool> isDelivered) : ICommandHandler
{
    public string Kind => CommandKinds.Deliver;

    public async Task<CommandOutcome> RunAsync(Command command, CancellationToken stopping)
    {
        var asked = CommandArguments.Read(command, CommandJson.Default.DeliverArguments);
        if (!destinations.TryGetValue(asked.Destination, out var destination))
        {
            throw new CommandRefusedException($"commands.deliver names no destination \"{asked.Destination}\".");
        }

        if (isDelivered(asked.DeliveryId))
        {
            return Outcome(new DeliveryOutcome.Sent("sent before"), asked, destination);
        }

        var outcome = destination switch
        {
            { File: { } folder } => await WriteAsync(folder, asked, stopping),
            { Smtp: not null } => await smtp.SendAsync(destination, asked, stopping),
            _ => await http.SendAsync(Request(destination, asked), stopping),
        };
        return Outcome(outcome, asked, destination);
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

    /// <summary>Takes each word of the secret headers out: a destination may repeat a token without the scheme that stood before it.</summary>
    private static string Redact(string text, DestinationOptions destination) => destination.Headers.Values
        .SelectMany(value => value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(word => word.Length >= 6)
        .OrderByDescending(word => word.Length)
        .Aggregate(text, (left, secret) => left.Replace(secret, "***", StringComparison.OrdinalIgnoreCase));

    private static HttpDelivery Request(DestinationOptions destination, DeliverArguments asked)
    {
        var headers = new Dictionary<string, string>(asked.Headers ?? new Dictionary<string, string>(), StringComparer.OrdinalIgnoreCase)
        {
            ["Idempotency-Key"] = asked.DeliveryId,
        };
        if (asked.PossibleDuplicate)
        {
            headers["X-Butler-Possible-Duplicate"] = "true";
        }

        foreach (var (name, value) in destination.Headers)
        {
            headers[name] = value;
        }

        return new HttpDelivery
        {
            Url = destination.Http!,
            Method = destination.Method,
            Headers = headers,
            Body = Encoding.UTF8.GetBytes(asked.Body),
            ContentType = asked.ContentType,
            Trust = new HttpTrust(destination.Ca, destination.Insecure),
        };
    }

    /// <summary>Each delivery is one file of its own name, so to write it again changes nothing.</summary>
    private async Task<DeliveryOutcome> WriteAsync(string folder, DeliverArguments asked, CancellationToken stopping)
    {
        var name = asked.FileName ?? $"{EventIdentity.Hash(asked.DeliveryId)[..32]}.txt";
        if (!PathName.TryParse(folder, PathName.ThisMachine, out var parsed, out var problem) || !parsed.TryJoin(name, out var path, out problem)
            || path.Names.Count != parsed.Names.Count + 1)
        {
            throw new CommandRefusedException($"\"{name}\" is not taken as a file's name{(problem.Length > 0 ? $": it {problem}" : "")}.");
        }

        try
        {
            await files.WriteAsync(parsed.Text, path.Names[^1], Encoding.UTF8.GetBytes(asked.Body), asked.DeliveryId, stopping);
            return new DeliveryOutcome.Sent($"written as {path.Names[^1]}");
        }
        catch (CommandFailedException failed)
        {
            return new DeliveryOutcome.TryAgain(failed.Message);
        }
    }
}
