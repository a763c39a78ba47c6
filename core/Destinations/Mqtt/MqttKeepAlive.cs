namespace Butler.Core.Destinations.Mqtt;

/// <summary>
/// Keeps an idle connection alive and detects a dead one (MQTT 3.1.1 §3.1.2.10): it sends a ping after each idle period, and ends when
/// no packet follows within half a period. MQTTnet's own pings ignore the broker's period (5.0 §3.2.2.3.14), do not detect a lost broker
/// while messages are sent, and mistake a slow handler for a dead broker.
/// </summary>
internal static class MqttKeepAlive
{
    /// <summary>Runs until the connection is dead or stopped.</summary>
    /// <param name="adapter">The connection.</param>
    /// <param name="period">The idle period; zero: unlimited.</param>
    /// <param name="ping">Sends a ping; completes with the answer or the end of the connection.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stopping">Stops the method.</param>
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
