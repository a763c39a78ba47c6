using System.Threading.Channels;

namespace Butler.Core.Destinations.Mqtt;

/// <summary>Wakes the sending loop. Several calls before the loop runs count as one.</summary>
internal sealed class MqttWorkSignal
{
    private readonly Channel<bool> channel = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => channel.Writer.TryWrite(true);

    public async Task WaitAsync(CancellationToken cancellationToken) => await channel.Reader.ReadAsync(cancellationToken);
}
