namespace Butler.Local.FunctionsHost.Invocations;

/// <summary>The function app's process, for display.</summary>
internal interface IAppProcess : IAsyncDisposable
{
    /// <summary>Raised after each change of the state.</summary>
    event Action? Changed;

    AppStatus Status { get; }
}
