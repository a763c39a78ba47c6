namespace Butler.Core.Destinations.Mqtt;

/// <summary>How long to wait before the next connection: from 1 s, doubled each time up to 60 s, with jitter upwards.</summary>
internal sealed class MqttReconnectDelay(Random random)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>A connection that held this long was a good one: the next trouble starts from the shortest pause.</summary>
    private static readonly TimeSpan Stable = TimeSpan.FromMinutes(1);
    private int failures;

    /// <summary>The next pause.</summary>
    /// <param name="held">How long the last connection held; zero where there was none.</param>
    /// <param name="needsOperator">A refusal that only settings can mend is tried at the longest pause at once.</param>
    public TimeSpan Next(TimeSpan held, bool needsOperator)
    {
        failures = held >= Stable ? 0 : failures;
        var pause = needsOperator ? Longest : First * Math.Pow(2, Math.Min(failures, 6));
        failures++;
        var jittered = pause * (1 + (random.NextDouble() / 2));
        return jittered > Longest && !needsOperator ? Longest : jittered;
    }
}
