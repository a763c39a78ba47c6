using Butler.Core.Time;

namespace Butler.Core.Destinations.Mqtt;

/// <summary>The pauses before the next connection attempt. They grow until a connection is stable.</summary>
internal sealed class MqttReconnectDelay(Random random)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly Backoff Pauses = new(TimeSpan.FromSeconds(1), Longest) { Jitter = 0.5, Limit = Longest };
    private static readonly Backoff OperatorPauses = new(Longest, Longest) { Jitter = 0.5 };

    /// <summary>A connection of this length is stable: the next failure counts as the first.</summary>
    private static readonly TimeSpan Stable = TimeSpan.FromMinutes(1);
    private int failures;

    /// <summary>The next pause.</summary>
    /// <param name="held">The duration of the last connection; zero if there was none.</param>
    /// <param name="needsOperator">Whether a setting must be changed: the pause is then long from the first failure.</param>
    public TimeSpan Next(TimeSpan held, bool needsOperator)
    {
        failures = held >= Stable ? 1 : failures + 1;
        return (needsOperator ? OperatorPauses : Pauses).Pause(failures, random);
    }
}
