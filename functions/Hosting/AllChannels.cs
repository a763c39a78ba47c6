using Butler.Functions.Channels;
using Butler.Functions.Channels.Console;
using Butler.Functions.Channels.Email;
using Butler.Functions.Channels.File;
using Butler.Functions.Channels.Influx;
using Butler.Functions.Channels.Mqtt;
using Butler.Functions.Channels.NewRelic;
using Butler.Functions.Channels.PagerDuty;
using Butler.Functions.Channels.Signl4;
using Butler.Functions.Channels.Slack;
using Butler.Functions.Channels.Teams;
using Butler.Functions.Channels.Webhook;
using Butler.Functions.Configuration;

namespace Butler.Functions.Hosting;

/// <summary>The kinds of destinations. A new kind is its folder and one line here.</summary>
internal static class AllChannels
{
    public static IReadOnlyList<IChannelKind> Kinds { get; } =
    [
        new WebhookKind(),
        new SlackKind(),
        new TeamsKind(),
        new EmailKind(),
        new MqttKind(),
        new InfluxKind(),
        new NewRelicKind(),
        new Signl4Kind(),
        new PagerDutyKind(),
        new FileKind(),
        new ConsoleKind(),
    ];

    /// <summary>Reads <c>butler.yaml</c> with all of them.</summary>
    public static ButlerYaml Yaml() => new(Kinds);
}
