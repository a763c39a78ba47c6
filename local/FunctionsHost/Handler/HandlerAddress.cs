namespace Butler.Local.FunctionsHost.Handler;

/// <summary>Where the handler listens.</summary>
/// <param name="Port">On 127.0.0.1, another one at each start.</param>
/// <param name="Incarnation">Which start of the process this is, from 1.</param>
internal sealed record HandlerAddress(int Port, int Incarnation)
{
    public Uri Root { get; } = new($"http://127.0.0.1:{Port}/");
}
