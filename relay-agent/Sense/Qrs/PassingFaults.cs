namespace Butler.RelayAgent.Sense.Qrs;

/// <summary>Repeats a call whose fault may pass, with short growing pauses, as long as its budget lasts. What is final ends it at once.</summary>
/// <param name="time">The clock.</param>
internal sealed class PassingFaults(TimeProvider time)
{
    /// <summary>No attempt begins later than this after the first.</summary>
    public static readonly TimeSpan Budget = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>The answer of the first attempt that has one.</summary>
    /// <param name="attempt">Makes an attempt; its number begins with 1.</param>
    /// <param name="mayPass">Whether a fault may pass.</param>
    /// <param name="spread">Stretches each pause, from 0 to 1, so that several callers do not repeat at the same moment.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="QrsException">The fault is final, or did not pass in time.</exception>
    public async Task<T> RepeatAsync<T>(
        Func<int, Task<T>> attempt, Func<QrsException, bool> mayPass, Func<double> spread, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        for (var (number, pause) = (1, FirstPause); ; number++, pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            TimeSpan wait;
            try
            {
                return await attempt(number);
            }
            catch (QrsException fault) when (!fault.IsCircuitOpen && mayPass(fault)
                && time.GetElapsedTime(started) + (wait = pause * (1 + (spread() / 5))) <= Budget)
            {
                await Task.Delay(wait, time, cancellationToken);
            }
        }
    }
}
