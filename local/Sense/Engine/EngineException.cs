namespace Butler.Local.Sense.Engine;

/// <summary>A call that the engine refuses.</summary>
/// <param name="code">The engine's own number, or one of JSON-RPC.</param>
/// <param name="message">Its words.</param>
internal sealed class EngineException(int code, string message) : Exception(message)
{
    /// <summary>There is no such app.</summary>
    public const int AppNotFound = 1003;

    /// <summary>The handle is not that of an object which has the method.</summary>
    public const int MethodNotFound = -32601;

    /// <summary>A parameter is missing or of another type.</summary>
    public const int InvalidParameters = -32602;

    public int Code { get; } = code;
}
