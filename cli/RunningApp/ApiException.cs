namespace Butler.Cli.RunningApp;

/// <summary>A running app is unreachable, or has refused a request. The message says why and how to fix it, and holds no key.</summary>
internal sealed class ApiException(string message) : Exception(message)
{
    /// <summary>The HTTP status; 0 without an answer.</summary>
    public int Status { get; init; }
}
