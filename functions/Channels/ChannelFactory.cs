using Butler.Functions.Configuration;
using Butler.Functions.Templates;

namespace Butler.Functions.Channels;

/// <summary>The channel for a destination's options.</summary>
internal sealed class ChannelFactory(ITemplates templates)
{
    public IChannel Create(ChannelOptions options) => options switch
    {
        WebhookOptions webhook => new WebhookChannel(webhook, templates),
        SlackOptions slack => new SlackChannel(slack, templates),
        TeamsOptions teams => new TeamsChannel(teams, templates),
        EmailOptions email => new EmailChannel(email, templates),
        ConsoleOptions console => new ConsoleChannel(console, templates),
        _ => throw new InvalidOperationException($"No channel is made for {options.GetType().Name}."),
    };
}
