namespace Butler.RelayAgent.Sense.Qrs;

/// <summary>A call to QRS that failed. Its message holds no credential.</summary>
/// <param name="status">The HTTP status; 0 when there was no answer.</param>
/// <param name="message">The request and the answer, as text for a log.</param>
/// <param name="inner">The exception behind it.</param>
internal sealed class QrsException(int status, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The HTTP status; 0 when there was no answer, or one that does not come from QRS (HTML, incomplete JSON).</summary>
    public int Status { get; } = status;

    /// <summary>Whether no request was sent, because QRS has not answered recently; an immediate retry has no effect.</summary>
    public bool IsCircuitOpen { get; init; }

    /// <summary>Whether the same call may succeed later.</summary>
    public bool IsTransient => Status is 0 or 408 or 429 or >= 500;

    /// <summary>Whether the requested object does not exist.</summary>
    public bool IsNotFound => Status == 404;
}
