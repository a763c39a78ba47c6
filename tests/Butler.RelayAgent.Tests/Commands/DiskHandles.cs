using Butler.RelayAgent.Commands.Files;
using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Tests.Commands;

/// <summary>
/// Windows' handles on the disk of any machine: a final path is found when something is opened and stays with the handle. Between two steps
/// a test can change the disk as a stranger would. Symbolic links stand for junctions.
/// </summary>
internal sealed class DiskHandles : IFileHandles
{
    /// <summary>Called before each step, with its number from 1.</summary>
    public Action<int> Before { get; init; } = _ => { };

    /// <summary>How many steps there were.</summary>
    public int Steps { get; private set; }

    public IFileHandle? OpenFolder(string path, bool follow)
    {
        Step();
        return Path.Exists(path) || IsLink(path) ? new Handle(this, path, follow) : null;
    }

    public bool MakeFolder(string path)
    {
        Step();
        if (Path.Exists(path))
        {
            return false;
        }

        Guard(path, () => Directory.CreateDirectory(path));
        return true;
    }

    public IFileHandle OpenRead(string path, bool follow) => Open(path, follow);

    public IFileHandle CreateNew(string path)
    {
        Step();
        FileStream? made = null;
        Guard(path, () => made = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None));
        return new Handle(this, path, follow: false) { Made = made };
    }

    public IFileHandle OpenToChange(string path) => Open(path, follow: false);

    public IFileHandle Hold(string path)
    {
        Step();
        Guard(path, () => File.WriteAllText(path, ""));
        return new Handle(this, path, follow: false) { DeleteOnClose = true };
    }

    private Handle Open(string path, bool follow)
    {
        Step();
        return Path.Exists(path) || IsLink(path)
            ? new Handle(this, path, follow)
            : throw new CommandFailedException($"{Path.GetFileName(path)} does not exist.");
    }

    private void Step() => Before(++Steps);

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    private static void Guard(string path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(
                File.Exists(path) ? $"{Path.GetFileName(path)} exists already." : refused.Message, refused);
        }
    }

    private sealed class Handle(DiskHandles files, string path, bool follow) : IFileHandle
    {
        public FileStream? Made { get; init; }

        public bool DeleteOnClose { get; init; }

        public string FinalPath { get; private set; } = follow
            ? OwnFiles.RealPath(path)
            : Path.Join(OwnFiles.RealPath(Path.GetDirectoryName(path)!), Path.GetFileName(path));

        public bool IsLink { get; } = !follow && IsLink(path);

        public bool IsFolder { get; } = Directory.Exists(path);

        public bool IsReparsePoint => IsLink;

        public FileStream Stream(FileAccess access) => Made ?? new FileStream(FinalPath, FileMode.Open, access, FileShare.Read);

        public void Delete()
        {
            files.Step();
            Made?.Dispose();
            if (IsFolder)
            {
                Directory.Delete(FinalPath);
            }
            else
            {
                File.Delete(FinalPath);
            }
        }

        public bool Rename(string path, bool replace)
        {
            files.Step();
            Guard(path, () => File.Move(FinalPath, path, replace));
            FinalPath = path;
            return true;
        }

        public void Dispose()
        {
            if (DeleteOnClose)
            {
                File.Delete(FinalPath);
            }
        }
    }
}
