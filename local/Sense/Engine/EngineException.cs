namespace Butler.Local.Sense.Engine;

/// <summary>The engine refuses a call.</summary>
/// <param name="code">The engine's own number, or one of JSON-RPC.</param>
/// <param name="message">The engine's text.</param>
internal sealed class EngineException(int code, string message) : Exception(message)
{
    /// <summary>The app does not exist.</summary>
    public const int AppNotFound = 1003;

    /// <summary>The object of the handle does not have the method.</summary>
    public const int MethodNotFound = -32601;

    /// <summary>A parameter is missing or of another type.</summary>
    public const int InvalidParameters = -32602;

    public int Code { get; } = code;
}
