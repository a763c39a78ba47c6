using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Sense.Enrichment;

/// <summary>What a look-up came to.</summary>
/// <typeparam name="T">What was looked for.</typeparam>
/// <param name="Value">What was found; null when nothing was.</param>
/// <param name="Missing">Whether it should be there and could not be had whole.</param>
internal sealed record Found<T>(T? Value, bool Missing)
    where T : class
{
    /// <summary>There is no such thing, and none was expected.</summary>
    public static readonly Found<T> NotExpected = new(null, false);

    /// <summary>It should be there.</summary>
    public static readonly Found<T> NotHad = new(null, true);

    /// <summary>A look-up's answer, in which nothing found, a failure and the end of the budget all come to <see cref="NotHad"/>.</summary>
    /// <param name="lookUp">The look-up.</param>
    /// <param name="tell">Takes a failure.</param>
    public static async Task<Found<T>> OfAsync(Func<Task<T?>> lookUp, Action<string> tell)
    {
        try
        {
            return await lookUp() is { } value ? new Found<T>(value, false) : NotHad;
        }
        catch (QrsException failure)
        {
            tell(failure.Message);
            return NotHad;
        }
        catch (OperationCanceledException)
        {
            tell("its time was up");
            return NotHad; // the caller tells the end of the budget from the end of the relay
        }
    }
}
