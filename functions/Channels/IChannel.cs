using Butler.Functions.Alerts;

namespace Butler.Functions.Channels;

/// <summary>A kind of destination: it puts an alert into the destination's form. No I/O, no secrets; the transport adds those.</summary>
internal interface IChannel
{
    /// <summary>The message for an alert.</summary>
    ChannelMessage Render(Alert alert);
}
