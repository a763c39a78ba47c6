namespace Butler.Local.FunctionsHost.Handler;

/// <summary>The address of the handler.</summary>
/// <param name="Port">The port on 127.0.0.1, which changes at each start.</param>
/// <param name="Incarnation">The number of the process start, from 1.</param>
internal sealed record HandlerAddress(int Port, int Incarnation)
{
    public Uri Root { get; } = new($"http://127.0.0.1:{Port}/");
}
