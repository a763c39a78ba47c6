using Azure.Core.Pipeline;

namespace Butler.Core.Azure.Tables;

/// <summary>
/// How often the SDK sent the request of the call that runs within this scope. The SDK retries by itself and does not say so, but a
/// conflict on a second try may be the work of the first.
/// </summary>
internal sealed class TryCount : IDisposable
{
    public const string Property = "butler.tries";
    private readonly IDisposable scope;
    private int tries;

    public TryCount() => scope = HttpPipeline.CreateHttpMessagePropertiesScope(new Dictionary<string, object?> { [Property] = this });

    public bool WasRetried => tries > 1;

    public void Increment() => tries++;

    /// <summary>The next request is another one.</summary>
    public void Restart() => tries = 0;

    public void Dispose() => scope.Dispose();
}
