namespace Butler.RelayAgent.Monitors.Services.Managers;

/// <summary>A Windows service as it was read.</summary>
/// <param name="Name">Its name, as Windows spells it.</param>
/// <param name="State">Its state.</param>
internal sealed record WinService(string Name, WinServiceState State)
{
    public string? DisplayName { get; init; }

    /// <summary>One of <see cref="StartTypes"/>; null when it could not be read.</summary>
    public string? StartType { get; init; }

    /// <summary>The command line of its program.</summary>
    public string? ExePath { get; init; }

    public string? Account { get; init; }

    /// <summary>The services that it needs, without groups.</summary>
    public IReadOnlyList<string> Dependencies { get; init; } = [];

    /// <summary>The id of its process; null when it does not run.</summary>
    public int? Pid { get; init; }

    public int Win32ExitCode { get; init; }

    /// <summary>Its own exit code, where <see cref="Win32ExitCode"/> is 1066.</summary>
    public int ServiceExitCode { get; init; }
}
