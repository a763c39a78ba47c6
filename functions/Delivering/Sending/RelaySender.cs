using System.Globalization;
using System.Text;
using System.Text.Json;
using Butler.Core.Commands;
using Butler.Core.Destinations;
using Butler.Core.Text;
using Butler.Functions.Channels;
using Butler.Functions.Configuration;
using Butler.Functions.Relays;

namespace Butler.Functions.Delivering.Sending;

/// <summary>
/// Has a relay send to a destination in its own file. The queue carries only the message, without secrets. The command's id is derived from
/// delivery and attempt, so a second run sends the same command to the same relay, or reads its result.
/// </summary>
internal sealed class RelaySender(CommandSender commands, ChannelKinds kinds, TimeProvider time)
{
    /// <summary>The time limit for a relay to receive and send a delivery, before the next attempt.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    /// <summary>The maximum size of the arguments: that of a command, less its ids and names.</summary>
    private const int MaxBytes = CommandMessage.MaxBytes - 4096;

    /// <summary>For how many attempts a relay without the destination is remembered.</summary>
    private const int MaxRelays = 10;

    public async Task<DeliveryOutcome> SendAsync(SendRequest request, string destination, CancellationToken cancellationToken)
    {
        var arguments = Arguments(request, destination);
        if (arguments is null)
        {
            return new DeliveryOutcome.Refused($"a relay cannot send the messages of {request.Options.Type}");
        }

        if (Fit(arguments) is not { } fitting)
        {
            return new DeliveryOutcome.Refused(string.Create(
                CultureInfo.InvariantCulture, $"it is larger than a command to a relay may be ({Encode(arguments).Length} of {MaxBytes} "
                    + $"bytes); show less of the script log, or use a template"));
        }

        var refusals = await RefusalsAsync(request, cancellationToken);
        try
        {
            var row = await commands.SendAsync(
                new CommandRequest
                {
                    Id = CommandId(request),
                    Kind = CommandKinds.Deliver,
                    Site = request.Site,
                    Arguments = JsonSerializer.SerializeToElement(fitting, CommandJson.Default.DeliverArguments),
                    Destination = destination,
                    Except = [.. refusals.Select(refusal => refusal.Command.Relay)],
                    RequestedBy = $"delivery {request.Delivery.Delivery.Id}",
                    Deadline = time.GetUtcNow() + Deadline,
                },
                cancellationToken);
            return RelayedOutcome.Of(row) ?? new DeliveryOutcome.Relayed(row.Command.Id, row.Command.Relay);
        }
        catch (NoRelayException e) when (e.NoneHasDestination)
        {
            return new DeliveryOutcome.Refused(refusals.Count > 0 ? string.Join("; ", refusals.Select(RelayedOutcome.Reason)) : e.Message);
        }
        catch (NoRelayException e)
        {
            return new DeliveryOutcome.TryAgain(e.Message);
        }
    }

    /// <summary>The commands of earlier attempts whose relay does not have the destination. These relays are not asked again.</summary>
    private async Task<List<CommandRow>> RefusalsAsync(SendRequest request, CancellationToken cancellationToken)
    {
        var refusals = new List<CommandRow>();
        for (var attempt = Math.Max(1, request.Attempt - MaxRelays); attempt < request.Attempt; attempt++)
        {
            if (await commands.FindAsync(CommandId(request with { Attempt = attempt }), cancellationToken) is { } row
                && RelayedOutcome.IsMissing(row))
            {
                refusals.Add(row);
            }
        }

        return refusals;
    }

    private static string CommandId(SendRequest request)
    {
        var again = request.Replay > 0 ? string.Create(CultureInfo.InvariantCulture, $"r{request.Replay}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{request.Delivery.Delivery.Id}:{again}a{request.Attempt}");
    }

    private DeliverArguments? Arguments(SendRequest request, string destination)
    {
        var arguments = new DeliverArguments
        {
            DeliveryId = request.Delivery.Delivery.Id,
            EventId = request.Delivery.Event.Id,
            Destination = destination,
            PossibleDuplicate = request.PossibleDuplicate,
        };
        return request.Message switch
        {
            ChannelMessage.Http { Body: { } body } http => arguments with
            {
                Body = Text(body),
                ContentType = http.ContentType,
                Headers = kinds.Of(request.Options).RelayHeaders(request, body),
                Answer = Answer(request.Options),
            },
            ChannelMessage.File file => arguments with { Body = file.Content, ContentType = "text/plain", FileName = file.Name },
            ChannelMessage.Mail mail => arguments with
            {
                Mail = new DeliverMail
                {
                    From = mail.From,
                    To = mail.To,
                    Subject = mail.Subject,
                    Html = mail.Html,
                    Text = mail.Text,
                    Priority = mail.Priority,
                },
            },
            ChannelMessage.Mqtt { Publications: [var only] } =>
                arguments with { Topic = only.Topic, Qos = only.Qos, Retain = only.Retain, Body = Text(only.Payload) },
            ChannelMessage.Mqtt { Publications: [var first, ..] all } => arguments with
            {
                Qos = first.Qos,
                Retain = first.Retain,
                Publications = [.. all.Select(each => new DeliverPublication(each.Topic, Text(each.Payload)))],
            },
            _ => null,
        };
    }

    private string? Answer(ChannelOptions options) =>
        kinds.Of(options).Answer is var form and not AnswerForm.Status ? form.ToString() : null;

    /// <summary>Limits the size of a command: a text for people is shortened in the middle, other forms must stay whole.</summary>
    private static DeliverArguments? Fit(DeliverArguments arguments)
    {
        var most = MaxBytes;
        var fitting = arguments;
        while (Encode(fitting).Length > MaxBytes)
        {
            most /= 2;
            if (arguments.FileName is null || most < 1000)
            {
                return null;
            }

            fitting = arguments with { Body = TextCut.MiddleToBytes(arguments.Body, most) };
        }

        return fitting;
    }

    private static byte[] Encode(DeliverArguments arguments) =>
        JsonSerializer.SerializeToUtf8Bytes(arguments, CommandMessage.Compact.DeliverArguments);

    private static string Text(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span);
}
