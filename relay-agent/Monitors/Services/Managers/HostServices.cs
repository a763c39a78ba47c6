namespace Butler.RelayAgent.Monitors.Services.Managers;

/// <summary>The services of a host.</summary>
/// <param name="Services">The services that were read.</param>
/// <param name="Unread">The asked names that could not be read.</param>
internal sealed record HostServices(IReadOnlyList<WinService> Services, IReadOnlyList<UnreadService> Unread)
{
    /// <summary>The beginning of the names of Sense's services.</summary>
    public const string Prefix = "QlikSense";
}

/// <summary>A service that could not be read.</summary>
/// <param name="Name">The asked name.</param>
/// <param name="Error">Windows's error code.</param>
/// <param name="Nearest">The most similar name of a service on that host; null when there is none.</param>
internal sealed record UnreadService(string Name, int Error, string? Nearest = null)
{
    /// <summary>Why it was not read.</summary>
    public string Text => $"{Name}: {ScmErrors.Text(Error)}{(Nearest is null ? "" : $"; did you mean {Nearest}?")}";
}
