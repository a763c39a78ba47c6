namespace Butler.Core.QlikCloud;

/// <summary>A tenant did not do what it was asked. The message names the tenant and has no secret.</summary>
public sealed class CloudException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="fault">The kind of failure.</param>
    /// <param name="message">The tenant, the call, and why it failed.</param>
    /// <param name="inner">The cause.</param>
    public CloudException(CloudFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    /// <summary>The kind of failure.</summary>
    public CloudFault Fault { get; }

    /// <summary>The HTTP status; null when there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>After which time the tenant accepts calls again; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether nothing changed in the tenant, or the same call may be made twice.</summary>
    public bool MayRepeat { get; init; }

    /// <summary>
    /// Whether the tenant may have done what it was asked: a request to change something was sent, and no answer says how it ended.
    /// </summary>
    public bool MayHaveHappened { get; init; }
}
