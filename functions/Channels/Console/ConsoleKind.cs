using Butler.Core.Configuration;
using Butler.Functions.Configuration;
using Butler.Functions.Templates;

namespace Butler.Functions.Channels.Console;

internal sealed class ConsoleKind : IChannelKind
{
    public string Type => "console";

    public IReadOnlyList<string> FixedKeys => [];

    public ChannelOptions Read(YamlKeys keys)
    {
        if (keys.IsReading && ChannelKeys.IsByRelay(keys))
        {
            keys.Fail("via", "is not possible for console: it prints where the function app runs");
        }

        return new ConsoleOptions();
    }

    public IChannel Create(ChannelOptions options, ITemplates templates) => new ConsoleChannel((ConsoleOptions)options, templates);
}
