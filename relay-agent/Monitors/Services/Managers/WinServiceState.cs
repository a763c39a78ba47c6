namespace Butler.RelayAgent.Monitors.Services.Managers;

/// <summary>The states of a service, by their numbers in winsvc.h.</summary>
internal enum WinServiceState
{
    Stopped = 1,
    StartPending = 2,
    StopPending = 3,
    Running = 4,
    ContinuePending = 5,
    PausePending = 6,
    Paused = 7,
}

internal static class WinServiceStates
{
    /// <summary>The text of a state that is not known.</summary>
    public const string Unknown = "UNKNOWN";

    public const string Stopped = "STOPPED";
    public const string Running = "RUNNING";
    public const string Paused = "PAUSED";

    /// <summary>Windows's word for a state.</summary>
    public static string Text(this WinServiceState state) => state switch
    {
        WinServiceState.Stopped => Stopped,
        WinServiceState.StartPending => "START_PENDING",
        WinServiceState.StopPending => "STOP_PENDING",
        WinServiceState.Running => Running,
        WinServiceState.ContinuePending => "CONTINUE_PENDING",
        WinServiceState.PausePending => "PAUSE_PENDING",
        WinServiceState.Paused => Paused,
        _ => Unknown,
    };
}
