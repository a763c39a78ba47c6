using Butler.Functions.Alerts;

namespace Butler.Functions.Channels;

/// <summary>Renders alerts in the form of a kind of destination, without I/O and secrets. The transport adds the secrets.</summary>
internal interface IChannel
{
    ChannelMessage Render(Alert alert);
}
