using Butler.Core.Time;

namespace Butler.Core.Destinations.Mqtt;

/// <summary>The pauses before the next connection: they grow until a connection has held for a while.</summary>
internal sealed class MqttReconnectDelay(Random random)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly Backoff Pauses = new(TimeSpan.FromSeconds(1), Longest) { Jitter = 0.5, Limit = Longest };
    private static readonly Backoff OperatorPauses = new(Longest, Longest) { Jitter = 0.5 };

    /// <summary>A connection that held this long was a good one: the next failure counts as the first.</summary>
    private static readonly TimeSpan Stable = TimeSpan.FromMinutes(1);
    private int failures;

    /// <summary>The next pause.</summary>
    /// <param name="held">How long the last connection held; zero where there was none.</param>
    /// <param name="needsOperator">Only other settings can help: the pause is a long one from the first failure.</param>
    public TimeSpan Next(TimeSpan held, bool needsOperator)
    {
        failures = held >= Stable ? 1 : failures + 1;
        return (needsOperator ? OperatorPauses : Pauses).Pause(failures, random);
    }
}
