using Butler.Functions.Configuration;

namespace Butler.Functions.Delivering;

/// <summary>What the destinations of channels are told apart by: hosts and names, nothing secret.</summary>
internal static class Destination
{
    /// <summary>Where a channel sends to for a recipient. A channel whose address is changed has another destination.</summary>
    public static string Of(ChannelOptions options, string? recipient) => options switch
    {
        { RelayDestination: { } name } => $"relay {name}",
        WebhookOptions webhook => Host(webhook.Url),
        SlackOptions slack => Host(slack.Url),
        TeamsOptions teams => Host(teams.Url),
        Signl4Options signl4 => Host(signl4.Url),
        InfluxOptions influx => Host(influx.Url),
        MqttOptions mqtt => Host(mqtt.Url),
        EmailOptions { Smtp: { } smtp } => smtp.Host,
        EmailOptions email => Host(email.SendGridUrl),

        // An account's key or a kind's address may be faulty while the others are good.
        NewRelicOptions => recipient ?? "",
        _ => options.Type,
    };

    private static string Host(Uri? url) => url is null ? "" : $"{url.Host}:{url.Port}";
}
