using Azure.Core.Pipeline;

namespace Butler.Core.Azure.Tables;

/// <summary>
/// Counts how often the SDK sent the request of the current call. The SDK retries without notice, but a conflict on a second try may
/// be caused by the first.
/// </summary>
internal sealed class TryCount : IDisposable
{
    public const string Property = "butler.tries";
    private readonly IDisposable scope;
    private int tries;

    public TryCount() => scope = HttpPipeline.CreateHttpMessagePropertiesScope(new Dictionary<string, object?> { [Property] = this });

    public bool WasRetried => tries > 1;

    public void Increment() => tries++;

    /// <summary>Starts counting for a new request.</summary>
    public void Restart() => tries = 0;

    public void Dispose() => scope.Dispose();
}
