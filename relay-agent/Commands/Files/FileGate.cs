using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Commands.Files;

/// <summary>Whether the relay's file lets a path through, judged by the path's text alone; what really lies there is looked at on the way.</summary>
internal sealed class FileGate(FileRules rules, PathStyle style)
{
    /// <summary>The two paths of a copy, which one pair of folders must allow together.</summary>
    /// <exception cref="CommandRefusedException">None does.</exception>
    public (ApprovedPath From, ApprovedPath To) Copy(string from, string to) => Pair(from, to, rules.Copy, "commands.files.copy");

    /// <summary>The two paths of a move, which one pair of folders must allow together.</summary>
    /// <exception cref="CommandRefusedException">None does.</exception>
    public (ApprovedPath From, ApprovedPath To) Move(string from, string to) => Pair(from, to, rules.Move, "commands.files.move");

    /// <summary>The path of a file to delete.</summary>
    /// <exception cref="CommandRefusedException">No rule allows it.</exception>
    public ApprovedPath Delete(string file) => One(Parse(file), rules.Delete, "commands.files.delete");

    /// <summary>The path of a directory to make.</summary>
    /// <exception cref="CommandRefusedException">No rule allows it.</exception>
    public ApprovedPath MakeDir(string directory) => One(Parse(directory), rules.CreateDir, "commands.files.createDir");

    /// <summary>The path of a directory to make below the folder of QVD files.</summary>
    /// <exception cref="CommandRefusedException">It leaves that folder, or there is none.</exception>
    public ApprovedPath MakeQvdDir(string relative)
    {
        if (rules.QvdPath is not { } folder)
        {
            throw new CommandRefusedException("commands.files.qvdPath is not set.");
        }

        return Parse(folder).TryJoin(relative, out var path, out var problem)
            ? One(path, [folder], "commands.files.qvdPath")
            : throw new CommandRefusedException($"\"{relative}\" is not taken as a path below commands.files.qvdPath: it {problem}.");
    }

    private (ApprovedPath From, ApprovedPath To) Pair(string from, string to, IReadOnlyList<FolderPair> pairs, string key)
    {
        var (source, target) = (Parse(from), Parse(to));
        foreach (var pair in pairs)
        {
            if (Within(source, pair.From) is { } approvedFrom && Within(target, pair.To) is { } approvedTo)
            {
                return (approvedFrom, approvedTo);
            }
        }

        throw new CommandRefusedException($"No pair of {key} allows \"{from}\" to \"{to}\".");
    }

    private ApprovedPath One(PathName path, IReadOnlyList<string> folders, string key) =>
        folders.Select(folder => Within(path, folder)).FirstOrDefault(approved => approved is not null)
        ?? throw new CommandRefusedException($"No folder of {key} allows \"{path.Text}\".");

    private ApprovedPath? Within(PathName path, string folder)
    {
        var approved = Parse(folder);
        return path.IsBelow(approved) ? new ApprovedPath(approved, [.. path.Names.Skip(approved.Names.Count)]) : null;
    }

    private PathName Parse(string text) => PathName.TryParse(text, style, out var path, out var problem)
        ? path
        : throw new CommandRefusedException($"\"{text}\" is not taken as a full path: it {problem}.");
}
