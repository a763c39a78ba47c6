using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Commands.Files;

/// <summary>
/// Files that no command may access, independent of the rules: the relay's configuration, journal, logs, certificates and binaries.
/// </summary>
/// <param name="paths">Files and directories; a directory includes everything in it.</param>
internal sealed class OwnFiles(IEnumerable<string> paths)
{
    private readonly string[] own = [.. paths.Select(RealPath).Distinct()];

    /// <summary>Refuses a path that is one of these files or is in one of these directories.</summary>
    /// <param name="folder">The real path of the folder, free of links.</param>
    /// <param name="name">The name in it.</param>
    /// <exception cref="CommandRefusedException">The path is refused.</exception>
    public void Refuse(string folder, string name)
    {
        var path = Path.Combine(folder, name);

        // Always compared without case: names that differ only by case may be the same file, as on a Windows share that is mounted on
        // Linux.
        if (own.Any(each => path.Equals(each, StringComparison.OrdinalIgnoreCase)
            || path.StartsWith(Path.TrimEndingDirectorySeparator(each) + Path.DirectorySeparatorChar, StringComparison.OrdinalIgnoreCase)))
        {
            throw new CommandRefusedException($"\"{name}\" is one of the relay's own files.");
        }
    }

    /// <summary>Resolves all links of a path, as far as it exists.</summary>
    public static string RealPath(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } parent)
        {
            return full;
        }

        var here = Path.Combine(RealPath(parent), Path.GetFileName(full));
        FileSystemInfo info = Directory.Exists(here) ? new DirectoryInfo(here) : new FileInfo(here);
        try
        {
            return info.ResolveLinkTarget(returnFinalTarget: true) is { } target ? RealPath(target.FullName) : here;
        }
        catch (IOException)
        {
            return here; // the path does not exist (yet), or its links form a circle
        }
    }
}
