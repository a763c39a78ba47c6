using Butler.Core.Api;

namespace Butler.Core.LoadScripts.Road;

/// <summary>Sets key-value pairs for the tasks that a request starts.</summary>
public interface IKeyValueWriter
{
    /// <summary>Checks that the caller may set a pair, before anything is done.</summary>
    /// <exception cref="ProblemException">The caller may not, or the pair is invalid.</exception>
    Task CheckAsync(HttpContext context, KeyValuePairItem pair);

    /// <summary>Sets a pair.</summary>
    /// <exception cref="ProblemException">The pair could not be set.</exception>
    Task SetAsync(HttpContext context, KeyValuePairItem pair);
}

/// <summary>A key-value pair of a request.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">The value.</param>
/// <param name="TimeToLive">The time to live in milliseconds; 0: it never expires.</param>
public sealed record KeyValuePairItem(string Namespace, string Key, string Value, double TimeToLive);
