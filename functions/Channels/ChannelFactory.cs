using Butler.Functions.Configuration;
using Butler.Functions.Templates;
using FileOptions = Butler.Functions.Configuration.FileOptions;

namespace Butler.Functions.Channels;

/// <summary>The channel for a destination's options.</summary>
internal sealed class ChannelFactory(ITemplates templates)
{
    public IChannel Create(ChannelOptions options) => options.TakesMetrics ? Known(options) : new PeopleChannel(options.Type, Known(options));

    private IChannel Known(ChannelOptions options) => options switch
    {
        WebhookOptions webhook => new WebhookChannel(webhook, templates),
        SlackOptions slack => new SlackChannel(slack, templates),
        TeamsOptions teams => new TeamsChannel(teams, templates),
        EmailOptions email => new EmailChannel(email, templates),
        MqttOptions mqtt => new MqttChannel(mqtt, templates),
        InfluxOptions influx => new InfluxChannel(influx),
        NewRelicOptions newRelic => new NewRelicChannel(newRelic),
        Signl4Options signl4 => new Signl4Channel(signl4, templates),
        FileOptions file => new FileChannel(file, templates),
        ConsoleOptions console => new ConsoleChannel(console, templates),
        _ => throw new InvalidOperationException($"No channel is made for {options.GetType().Name}."),
    };
}
