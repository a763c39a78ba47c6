using Butler.Core.Destinations.Smtp;
using Butler.Functions.Channels.Console;
using Butler.Functions.Channels.Email;
using Butler.Functions.Channels.Influx;
using Butler.Functions.Channels.Mqtt;

namespace Butler.Functions.Delivering.Sending;

internal static class SendingServices
{
    /// <summary>Adds the senders of channel messages.</summary>
    public static IServiceCollection AddSending(this IServiceCollection services) => services
        .AddDirectSending()
        .AddSingleton<RelaySender>();

    /// <summary>Adds what sends the messages of channels from this process; a channel that a relay sends cannot be used.</summary>
    public static IServiceCollection AddDirectSending(this IServiceCollection services) => services
        .AddSingleton<HttpSender>()
        .AddSingleton<SmtpTransport>()
        .AddSingleton<SendGridSender>()
        .AddSingleton<MailSender>()
        .AddSingleton<MqttSender>()
        .AddSingleton<TerminalSender>()
        .AddSingleton<InfluxDatabase>()
        .AddSingleton<Senders>();
}
