namespace Butler.Local.Sense.Hosts;

/// <summary>A Windows service of a host, as the relay reads it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DisplayName">The name that Windows shows.</param>
internal sealed record HostedService(string Name, string DisplayName)
{
    private const int EndedUnexpectedly = 1067;

    /// <summary>The state by its number in Windows; 4 runs.</summary>
    public HostedState State { get; init; } = HostedState.Running;

    public string StartType { get; init; } = "Automatic";

    public required string ExePath { get; init; }

    public string Account { get; init; } = @"FABRIKAM\svc_qlik";

    public IReadOnlyList<string> Dependencies { get; init; } = [];

    /// <summary>The process; null when it does not run.</summary>
    public int? Pid => State == HostedState.Stopped ? null : 4000 + (Name.Length * 12);

    public int Win32ExitCode => State == HostedState.Stopped ? EndedUnexpectedly : 0;

    public int ServiceExitCode { get; init; }
}

/// <summary>The states of a service, by their numbers in Windows.</summary>
internal enum HostedState
{
    Stopped = 1,
    StartPending = 2,
    StopPending = 3,
    Running = 4,
    ContinuePending = 5,
    PausePending = 6,
    Paused = 7,
}
