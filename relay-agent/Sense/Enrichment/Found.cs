using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Sense.Enrichment;

/// <summary>The result of a look-up.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="Value">The value; null when nothing was found.</param>
/// <param name="Missing">Whether an expected value is missing or incomplete.</param>
internal sealed record Found<T>(T? Value, bool Missing)
    where T : class
{
    /// <summary>There is no value, and none was expected.</summary>
    public static readonly Found<T> NotExpected = new(null, false);

    /// <summary>An expected value is missing.</summary>
    public static readonly Found<T> NotHad = new(null, true);

    /// <summary>Runs a look-up. An empty answer, a failure and the end of the budget all return <see cref="NotHad"/>.</summary>
    /// <param name="lookUp">The look-up.</param>
    /// <param name="tell">Receives a failure.</param>
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
            tell("the time limit was reached");
            return NotHad; // the caller distinguishes the end of the budget from the end of the relay
        }
    }
}
