using Butler.Core.Destinations.Mqtt.Wire;

namespace Butler.Core.Destinations.Mqtt.Connecting;

/// <summary>
/// Keeps a quiet connection alive and finds a dead one (MQTT 3.1.1 §3.1.2.10): a ping after each silent period, and the end when
/// nothing comes within half a period after it.
/// </summary>
internal static class KeepAlive
{
    /// <summary>Runs until the connection is dead or is given up.</summary>
    /// <exception cref="IOException">The connection is dead.</exception>
    public static async Task RunAsync(MqttLink link, TimeSpan period, TimeProvider time, CancellationToken stopping)
    {
        while (period == TimeSpan.Zero || !stopping.IsCancellationRequested)
        {
            var left = period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : period - link.Idle;
            if (left == Timeout.InfiniteTimeSpan || left > TimeSpan.Zero)
            {
                await Task.Delay(left, time, stopping);
                continue;
            }

            await PingAsync(link, period / 2, time, stopping);
        }

        stopping.ThrowIfCancellationRequested();
    }

    private static async Task PingAsync(MqttLink link, TimeSpan patience, TimeProvider time, CancellationToken stopping)
    {
        var before = link.Received;
        using var late = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, late.Token);
        try
        {
            await link.WriteAsync(new MqttPacket.PingReq(), either.Token);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            if (link.Received == before && !link.IsHeldUp)
            {
                throw new IOException("The broker has not answered a ping in time.");
            }
        }
    }
}
