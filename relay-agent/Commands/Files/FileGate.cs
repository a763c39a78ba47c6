using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Commands.Files;

/// <summary>
/// Decides from a path's text whether the relay's file allows it. The real files and links are checked when they are opened.
/// </summary>
internal sealed class FileGate(FileRules rules, PathStyle style)
{
    /// <summary>Checks the two paths of a copy; one pair of folders must allow both.</summary>
    /// <exception cref="CommandRefusedException">No pair allows them.</exception>
    public (ApprovedPath From, ApprovedPath To) Copy(string from, string to) => Pair(from, to, rules.Copy, "commands.files.copy");

    /// <summary>Checks the two paths of a move; one pair of folders must allow both.</summary>
    /// <exception cref="CommandRefusedException">No pair allows them.</exception>
    public (ApprovedPath From, ApprovedPath To) Move(string from, string to) => Pair(from, to, rules.Move, "commands.files.move");

    /// <summary>Checks the path of a file to delete.</summary>
    /// <exception cref="CommandRefusedException">No rule allows it.</exception>
    public ApprovedPath Delete(string file) => One(Parse(file), rules.Delete, "commands.files.delete");

    /// <summary>Checks the path of a directory to create.</summary>
    /// <exception cref="CommandRefusedException">No rule allows it.</exception>
    public ApprovedPath MakeDir(string directory) => One(Parse(directory), rules.CreateDir, "commands.files.createDir");

    /// <summary>Checks the path of a directory to create below the folder of QVD files.</summary>
    /// <exception cref="CommandRefusedException">The path leaves that folder, or the folder is not set.</exception>
    public ApprovedPath MakeQvdDir(string relative)
    {
        if (rules.QvdPath is not { } folder)
        {
            throw new CommandRefusedException("commands.files.qvdPath is not set.");
        }

        return Parse(folder).TryJoin(relative, out var path, out var problem)
            ? One(path, [folder], "commands.files.qvdPath")
            : throw new CommandRefusedException($"\"{relative}\" is not accepted as a path below commands.files.qvdPath: it {problem}.");
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
        : throw new CommandRefusedException($"\"{text}\" is not accepted as a full path: it {problem}.");
}
