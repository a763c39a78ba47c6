namespace Butler.Local.FunctionsHost.Invocations;

/// <summary>The function app's process as those see it who show its state.</summary>
internal interface IAppProcess : IAsyncDisposable
{
    /// <summary>Raised each time the state has changed.</summary>
    event Action? Changed;

    AppStatus Status { get; }
}
