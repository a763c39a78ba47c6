namespace Butler.RelayAgent.Setup.Linux;

/// <summary>Where the relay's files lie.</summary>
/// <param name="root">The folder that stands for <c>/</c>.</param>
internal sealed class LinuxPaths(string root)
{
    /// <summary>The user and the group that the relay runs as.</summary>
    public const string User = "butler-relay";

    public const string JournalFolder = "/var/lib/butler-relay";

    public const string ProgramFolder = "/opt/butler-relay";

    public string Configuration => Below("/etc/butler-relay/relay.yaml");

    public string Journal => Below(JournalFolder);

    public string Unit => Below("/etc/systemd/system/butler-relay.service");

    public string Users => Below("/etc/passwd");

    /// <summary>Whether systemd runs: it makes this folder when it starts.</summary>
    public bool HasSystemd => Directory.Exists(Below("/run/systemd/system"));

    /// <summary>The configuration that was named, or that the installed unit names, or else the standard one.</summary>
    public string ConfigurationInUse(string? given) =>
        given ?? (File.Exists(Unit) && SystemdUnit.ConfigurationOf(File.ReadAllText(Unit)) is { } inUse ? Below(inUse) : Configuration);

    /// <summary>A path below the root.</summary>
    public string Below(string path) => Path.Combine(root, path.TrimStart('/'));

    /// <summary>A path as the installed system has it.</summary>
    public string Inside(string path) => root == "/" ? path : "/" + Path.GetRelativePath(root, path);
}
