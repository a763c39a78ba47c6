using System.Diagnostics;

namespace Butler;

/// <summary>
/// Waits for what another process brings about, for as long as the busiest machine may need: what comes costs no test any time.
/// </summary>
internal static class Eventually
{
    public static Task TrueAsync(Func<bool> condition, string what, TimeSpan? patience = null) =>
        TrueAsync(condition, () => what, patience);

    /// <param name="condition">What comes about.</param>
    /// <param name="what">The words for it, made when it did not.</param>
    /// <param name="patience">How long it may take; null: 2 min.</param>
    public static Task TrueAsync(Func<bool> condition, Func<string> what, TimeSpan? patience = null) =>
        TrueAsync(() => Task.FromResult(condition()), what, patience);

    public static Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan? patience = null) =>
        TrueAsync(condition, () => what, patience);

    private static async Task TrueAsync(Func<Task<bool>> condition, Func<string> what, TimeSpan? patience)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed > (patience ?? TimeSpan.FromMinutes(2)))
            {
                throw new TimeoutException($"It did not come about within {clock.Elapsed.TotalSeconds:0} s that {what()}.");
            }

            await Task.Delay(20);
        }
    }
}
