namespace Butler.Local.FunctionsHost.Invocations;

/// <summary>How the function app's process is doing.</summary>
internal sealed record AppStatus(AppState State, int? ProcessId, int Restarts);

internal enum AppState
{
    Starting,
    Running,
    Restarting,
    Stopped,
}
