namespace Butler.RelayAgent.Monitors.Version;

/// <summary>The version of Sense, as one of its services says.</summary>
/// <param name="Source">The service: <c>systeminfo</c> or <c>about</c>. Their version numbers are not comparable.</param>
/// <param name="Version">The version number.</param>
internal sealed record SenseVersion(string Source, string Version)
{
    public const string SystemInfo = "systeminfo";
    public const string About = "about";

    public string? ProductName { get; init; }

    public string? ReleaseLabel { get; init; }

    public string? DeploymentType { get; init; }

    public string? SenseId { get; init; }

    public string? ContentHash { get; init; }

    public string? DeprecatedProductVersion { get; init; }

    public string? CopyrightYearRange { get; init; }
}
