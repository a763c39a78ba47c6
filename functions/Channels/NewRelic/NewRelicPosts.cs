using System.Text.Json;
using Butler.Core.Messages;

namespace Butler.Functions.Channels.NewRelic;

/// <summary>
/// Renders an event or a metric that a load script has written, for one account. The channel's attributes are replaced by those of the
/// request that have the same names.
/// </summary>
internal static class NewRelicPosts
{
    private const int MaxOfEvent = 253;
    private const int MaxOfMetric = 100;

    public static ChannelMessage Of(ApiMessage message, NewRelicOptions options, string? recipient)
    {
        var kind = message.NewRelicEvent is null ? "metric" : "event";
        if (!NewRelicRecipient.TryRead(options, recipient, out var found, out var problem))
        {
            return new ChannelMessage.Impossible(problem);
        }

        if (found.Kind != kind)
        {
            return new ChannelMessage.Impossible($"{message.Form} cannot go to the recipient \"{recipient}\"");
        }

        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartArray();
            if (message.NewRelicEvent is { } @event)
            {
                Write(json, @event, message.Accepted, options);
            }
            else
            {
                Write(json, message.NewRelicMetric!, message.Accepted, options);
            }

            json.WriteEndArray();
        }

        return new ChannelMessage.Http(body.ToArray(), []) { ContentType = "application/json; charset=utf-8" };
    }

    /// <summary>The recipients of a message in a channel: each account that the channel sends to.</summary>
    public static IEnumerable<string> Recipients(NewRelicOptions options, string kind) => options.Accounts
        .Where(account => options.To.Count == 0 || options.To.Contains(account.Name))
        .Select(account => $"{account.Name}/{kind}");

    private static void Write(Utf8JsonWriter json, NewRelicEventPost post, DateTimeOffset accepted, NewRelicOptions options)
    {
        json.WriteStartObject();
        json.WriteNumber("timestamp", post.Timestamp ?? accepted.ToUnixTimeMilliseconds());
        json.WriteString("eventType", post.EventType);
        All(options, post.Attributes, MaxOfEvent).Write(json);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, NewRelicMetricPost post, DateTimeOffset accepted, NewRelicOptions options)
    {
        json.WriteStartObject();
        json.WriteStartObject("common");
        json.WriteNumber("timestamp", post.Timestamp ?? accepted.ToUnixTimeMilliseconds());
        if (post.Interval is { } interval)
        {
            json.WriteNumber("interval.ms", interval);
        }

        json.WriteStartObject("attributes");
        All(options, post.Attributes, MaxOfMetric).Write(json);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("metrics");
        json.WriteStartObject();
        json.WriteString("name", post.Name);
        json.WriteString("type", "gauge");
        json.WriteNumber("value", post.Value);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static Attributes All(NewRelicOptions options, IReadOnlyDictionary<string, string> own, int most)
    {
        var attributes = new Attributes(most);
        foreach (var (name, value) in options.Attributes.Concat(own))
        {
            attributes.Set(name, value);
        }

        return attributes;
    }
}
