using Butler.Core.Events.Kinds;
using Butler.Functions.Alerts;

namespace Butler.Functions.Channels;

/// <summary>A channel that people read: it does not send measurements for metric stores.</summary>
internal sealed class PeopleChannel(string type, IChannel inner) : IChannel
{
    public ChannelMessage Render(Alert alert) => EventKinds.IsMetric(alert.Event)
        ? new ChannelMessage.Nothing($"{alert.Event.Type} has measurements only, which {type} does not send")
        : inner.Render(alert);
}
