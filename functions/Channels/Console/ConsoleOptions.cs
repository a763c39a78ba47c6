using Butler.Functions.Configuration;

namespace Butler.Functions.Channels.Console;

/// <summary>Prints to the log of the function app, and so to the terminal of <c>butler up</c>.</summary>
internal sealed record ConsoleOptions : ChannelOptions
{
    public override string Type => "console";
}
