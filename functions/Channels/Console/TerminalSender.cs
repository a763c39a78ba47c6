using Butler.Core.Destinations;

namespace Butler.Functions.Channels.Console;

/// <summary>Prints alerts.</summary>
internal sealed class TerminalSender(TextWriter terminal)
{
    /// <summary>What stands before each line of an alert on the standard output, for whoever reads it.</summary>
    public const string Marker = "ALERT ";

    /// <summary>One write for the whole alert, so that no other line comes between.</summary>
    public async Task<DeliveryOutcome> SendAsync(ChannelMessage.Terminal message)
    {
        var lines = string.Concat(message.Text.Split('\n').Select(line => Marker + line + "\n"));
        await terminal.WriteAsync(lines);
        await terminal.FlushAsync();
        return new DeliveryOutcome.Sent("printed");
    }
}
