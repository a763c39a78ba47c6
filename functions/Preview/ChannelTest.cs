using System.Globalization;
using System.Text.Json.Serialization;
using Butler.Core.Api;
using Butler.Core.Destinations;
using Butler.Functions.Alerts;
using Butler.Functions.Channels;
using Butler.Functions.Channels.Influx;
using Butler.Functions.Configuration;
using Butler.Functions.Delivering.Sending;
using Butler.Functions.Preview.Samples;

namespace Butler.Functions.Preview;

/// <summary>Sends a marked test alert through a channel, once and without routes, and reports the destination's answer.</summary>
internal sealed class ChannelTest(ChannelFactory channels, Senders senders, InfluxDatabase databases, TimeProvider time)
{
    /// <summary>The default type of the event.</summary>
    public const string DefaultType = "sense.reload.failed";

    /// <summary>Sends the test alert to each recipient.</summary>
    /// <exception cref="ProblemException">The channel, type or recipient is unknown.</exception>
    public async Task<ChannelTestResult> FireAsync(
        ButlerOptions options, string channel, string? type, string? recipient, CancellationToken cancellationToken)
    {
        if (!options.Channels.TryGetValue(channel, out var destination))
        {
            throw Trial.NoSuchChannel(options, channel);
        }

        type ??= DefaultType;
        if (!SampleEvents.Types.Contains(type))
        {
            throw new ProblemException(
                400, "No such type", $"There is no event of the type \"{type}\"{Core.Text.DidYouMean.End(type, SampleEvents.Types)}");
        }

        var recipients = Trial.Recipients(destination, recipient);
        if (recipients.Count == 0)
        {
            throw new ProblemException(
                400, "No recipient", $"The channel \"{channel}\" has no recipients in the configuration; set one with recipient.");
        }

        var results = new List<ChannelTestAnswer>();
        foreach (var each in recipients)
        {
            results.Add(await FireAsync(options, channel, type, each, results.Count, cancellationToken));
        }

        return new ChannelTestResult { Channel = channel, ChannelType = destination.Type, EventType = type, Answers = results };
    }

    private async Task<ChannelTestAnswer> FireAsync(
        ButlerOptions options, string channel, string type, string? recipient, int number, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var sample = Trial.Marked(
            SampleEvents.Of(type, now),
            string.Create(CultureInfo.InvariantCulture, $"test:{channel}:{now.ToUnixTimeMilliseconds()}:{number}"));
        var alert = Trial.Alert(options, channel, sample, AlertKind.Test, recipient);
        var message = channels.Create(alert.Options).Render(alert);
        var started = time.GetTimestamp();
        var (outcome, created) = await SendAsync(
            new SendRequest
            {
                Options = alert.Options,
                Message = message,
                Delivery = new DeliveryMessage { Delivery = alert.Delivery, Planned = now, Event = sample },
                Site = sample.Site ?? options.Sites.Keys.FirstOrDefault() ?? "default",
            },
            cancellationToken);
        var (state, detail) = outcome switch
        {
            DeliveryOutcome.Sent sent => ("sent", created is null ? sent.Answer : $"{sent.Answer} ({created})"),
            DeliveryOutcome.Relayed relayed => ("relayed", $"relay {relayed.Relay} was asked to send it (command {relayed.CommandId})"),
            DeliveryOutcome.TryAgain again => ("failed", again.Reason),
            DeliveryOutcome.Refused refused => ("refused", refused.Reason),
            _ => throw new InvalidOperationException($"The outcome {outcome.GetType().Name} is unknown."),
        };
        return new ChannelTestAnswer
        {
            Recipient = recipient,
            Outcome = state,
            Detail = detail,
            Milliseconds = (long)time.GetElapsedTime(started).TotalMilliseconds,
            TemplateFault = message.TemplateFault,
        };
    }

    /// <summary>Sends the test alert. A missing database of InfluxDB 1 is created first.</summary>
    private async Task<(DeliveryOutcome Outcome, string? Created)> SendAsync(SendRequest request, CancellationToken cancellationToken)
    {
        var outcome = await senders.SendAsync(request, cancellationToken);
        if (!InfluxDatabase.CanCreate(request.Options) || !InfluxDatabase.IsMissing(outcome))
        {
            return (outcome, null);
        }

        var influx = (InfluxOptions)request.Options;
        return await databases.CreateAsync(influx, cancellationToken) switch
        {
            DeliveryOutcome.Sent => (await senders.SendAsync(request, cancellationToken), $"the database \"{influx.Database}\" did not "
                + $"exist and has been created"),
            DeliveryOutcome.Refused refused => (new DeliveryOutcome.Refused($"the database \"{influx.Database}\" does not exist, and the "
                + $"server did not create it: {refused.Reason}"), null),
            var other => (other, null),
        };
    }
}

/// <summary>The result of a test alert.</summary>
internal sealed record ChannelTestResult
{
    public required string Channel { get; init; }

    public required string ChannelType { get; init; }

    public required string EventType { get; init; }

    public IReadOnlyList<ChannelTestAnswer> Answers { get; init; } = [];
}

/// <summary>The answer of a destination, without secrets.</summary>
internal sealed record ChannelTestAnswer
{
    public string? Recipient { get; init; }

    /// <summary><c>sent</c>, <c>relayed</c>, <c>failed</c> (a temporary fault) or <c>refused</c>.</summary>
    public required string Outcome { get; init; }

    public required string Detail { get; init; }

    /// <summary>The duration in milliseconds.</summary>
    public long Milliseconds { get; init; }

    /// <summary>The fault of the template, if the built-in form was sent.</summary>
    public string? TemplateFault { get; init; }
}

/// <summary>Source-generated JSON of test alerts.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ChannelTestResult))]
internal sealed partial class ChannelTestJson : JsonSerializerContext;
