using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Commands.Files;

/// <summary>What no command may touch, whatever the rules say: the relay's configuration, journal, logs, certificates and binaries.</summary>
/// <param name="paths">Files and directories; a directory stands for all in it.</param>
internal sealed class OwnFiles(IEnumerable<string> paths)
{
    private readonly string[] own = [.. paths.Select(RealPath).Distinct()];

    /// <summary>Refuses a path that is or lies in one of them.</summary>
    /// <param name="folder">The real path of the folder, free of links.</param>
    /// <param name="name">The name in it.</param>
    /// <exception cref="CommandRefusedException">It does.</exception>
    public void Refuse(string folder, string name)
    {
        var path = Path.Combine(folder, name);

        // Without case everywhere: what differs by case alone may be the same file, as on a Windows share mounted on Linux.
        if (own.Any(each => path.Equals(each, StringComparison.OrdinalIgnoreCase)
            || path.StartsWith(Path.TrimEndingDirectorySeparator(each) + Path.DirectorySeparatorChar, StringComparison.OrdinalIgnoreCase)))
        {
            throw new CommandRefusedException($"\"{name}\" is one of the relay's own files.");
        }
    }

    /// <summary>A path with every link on the way followed, as far as it exists.</summary>
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
            return here; // it does not exist (yet), or its links go round in a circle
        }
    }
}
