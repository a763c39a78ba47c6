namespace Butler.Cli.RunningApp;

/// <summary>A running app cannot be asked, or has refused; the message says why and how to mend it, and holds no key.</summary>
internal sealed class ApiException(string message) : Exception(message)
{
    /// <summary>The HTTP status; 0 where there was no answer.</summary>
    public int Status { get; init; }
}
