namespace Butler.RelayAgent.Sense.Engine;

/// <summary>A call to Sense's engine that failed. Its message holds no credential.</summary>
/// <param name="code">The engine's error code; 0 when there was no answer.</param>
/// <param name="message">The request and the answer.</param>
/// <param name="inner">The exception behind it.</param>
internal sealed class EngineException(int code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The engine does not know the method (JSON-RPC 2.0).</summary>
    public const int MethodNotFound = -32601;

    /// <summary>The engine's error code; 0 when there was no answer.</summary>
    public int Code { get; } = code;

    /// <summary>Whether the app does not exist: 2 is the engine's general "not found", 1003 that of apps.</summary>
    public bool IsNotFound => Code is 2 or 1003;
}
