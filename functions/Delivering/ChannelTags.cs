using System.Diagnostics;
using Butler.Core.Telemetry;

namespace Butler.Functions.Delivering;

/// <summary>The tags of a channel: its name in the configuration and its type, never an address or a recipient.</summary>
internal static class ChannelTags
{
    /// <param name="channel">The channel's name.</param>
    /// <param name="type">The channel's type; null when it has been removed from the configuration.</param>
    public static TagList Of(string channel, string? type)
    {
        var tags = new TagList { { TelemetryNames.Channel, channel } };
        if (type is not null)
        {
            tags.Add(TelemetryNames.ChannelType, type);
        }

        return tags;
    }
}
