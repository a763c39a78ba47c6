namespace Butler.Core.Destinations.Mqtt;

/// <summary>
/// Keeps a quiet connection alive and finds a dead one (MQTT 3.1.1 §3.1.2.10): a ping after each silent period, and the end when
/// nothing comes within half a period after it. MQTTnet's own pings do not know the broker's period (5.0 §3.2.2.3.14), do not find
/// a broker that is gone while messages are sent to it, and take a slow handler for a dead broker.
/// </summary>
internal static class MqttKeepAlive
{
    /// <summary>Runs until the connection is dead or is given up.</summary>
    /// <param name="adapter">The connection.</param>
    /// <param name="period">How long a silence may last; zero: any time.</param>
    /// <param name="ping">Sends a ping; it ends with the answer or with the connection.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stopping">Gives it up.</param>
    /// <exception cref="IOException">The connection is dead.</exception>
    public static async Task RunAsync(
        MqttSessionAdapter adapter, TimeSpan period, Func<Task> ping, TimeProvider time, CancellationToken stopping)
    {
        var pinging = Task.CompletedTask;
        while (true)
        {
            var left = period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : period - adapter.Idle;
            if (left == Timeout.InfiniteTimeSpan || left > TimeSpan.Zero)
            {
                await Task.Delay(left, time, stopping);
                continue;
            }

            var before = adapter.Received;
            pinging = pinging.IsCompleted ? ping() : pinging;
            await Task.Delay(period / 2, time, stopping);
            if (adapter.Received == before && !adapter.IsHeldUp)
            {
                throw new IOException("The broker has not answered a ping in time.");
            }
        }
    }
}
