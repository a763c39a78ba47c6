namespace Butler.Core.Azure.Tables;

/// <summary>A call to Table Storage that failed. Its message never holds a key.</summary>
public sealed class TableException(int status, string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The HTTP status; 0 when the service was unreachable.</summary>
    public int Status { get; } = status;

    /// <summary>The service's own code, such as <c>PropertyValueTooLarge</c>; empty when it gave none.</summary>
    public string Code { get; } = code;

    /// <summary>
    /// Whether the same call may succeed later: the service is unreachable, busy, failed internally, or does not allow the call yet.
    /// </summary>
    public bool IsTransient => Status is 0 or 401 or 403 or 408 or 429 or >= 500;
}
