using Butler.Functions.Configuration;

namespace Butler.Functions.Channels;

/// <summary>The channel for a destination's options.</summary>
internal static class ChannelFactory
{
    public static IChannel Create(ChannelOptions options) => options switch
    {
        WebhookOptions webhook => new WebhookChannel(webhook.Method),
        SlackOptions slack => new SlackChannel(slack),
        ConsoleOptions => new ConsoleChannel(),
        _ => throw new InvalidOperationException($"No channel is made for {options.GetType().Name}."),
    };
}
