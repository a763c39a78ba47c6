using Butler.Core.Destinations;

namespace Butler.Functions.Channels.Console;

internal sealed class TerminalSender(TextWriter terminal)
{
    /// <summary>The prefix of each line of an alert on the standard output, for programs that read it.</summary>
    public const string Marker = "ALERT ";

    /// <summary>Writes the whole alert at once, so that no other line comes between.</summary>
    public async Task<DeliveryOutcome> SendAsync(ChannelMessage.Terminal message)
    {
        var lines = string.Concat(message.Text.Split('\n').Select(line => Marker + line + "\n"));
        await terminal.WriteAsync(lines);
        await terminal.FlushAsync();
        return new DeliveryOutcome.Sent("printed");
    }
}
