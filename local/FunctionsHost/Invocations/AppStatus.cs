namespace Butler.Local.FunctionsHost.Invocations;

/// <summary>The status of the function app's process.</summary>
internal sealed record AppStatus(AppState State, int? ProcessId, int Restarts);

internal enum AppState
{
    Starting,
    Running,
    Restarting,
    Stopped,
}
