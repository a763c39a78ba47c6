namespace Butler.Local.FunctionsHost.Invocations;

/// <summary>The function app's process.</summary>
internal interface IAppProcess : IAsyncDisposable
{
    /// <summary>Raised after each change of the state.</summary>
    event Action? Changed;

    AppStatus Status { get; }

    /// <summary>From now on, the process is not started again when it ends.</summary>
    void ExpectEnd();
}
