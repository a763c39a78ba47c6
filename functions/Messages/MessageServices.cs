using Butler.Core.Api;

namespace Butler.Functions.Messages;

internal static class MessageServices
{
    /// <summary>Adds messages that callers write.</summary>
    public static IServiceCollection AddMessages(this IServiceCollection services) => services
        .AddSingleton<MessageSender>()
        .AddRoutes<SlackMessageApi>()
        .AddRoutes<TeamsMessageApi>()
        .AddRoutes<MqttMessageApi>()
        .AddRoutes<MailApi>()
        .AddRoutes<NewRelicMessageApi>();
}
