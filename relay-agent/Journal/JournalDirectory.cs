using System.Runtime.InteropServices;

namespace Butler.RelayAgent.Journal;

/// <summary>The journal's directory on disk, locked for this process: two relays in one directory would overwrite each other.</summary>
internal sealed partial class JournalDirectory : IJournalDisk, IDisposable
{
    private const string LockName = "relay.lock";

    private readonly string path;
    private readonly FileStream held;

    private JournalDirectory(string path, FileStream held)
    {
        this.path = path;
        this.held = held;
    }

    /// <summary>The directory's full path.</summary>
    public string Path => path;

    /// <summary>Creates the directory if it is missing, and takes the lock.</summary>
    /// <exception cref="IOException">
    /// The directory cannot be created or written, or another relay uses it; the message says which.
    /// </exception>
    public static JournalDirectory Take(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The journal's directory {full} cannot be made: {failure.Message}", failure);
        }

        try
        {
            var file = System.IO.Path.Combine(full, LockName);
            return new JournalDirectory(full, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new IOException($"The journal's directory {full} cannot be written: {failure.Message}", failure);
        }
        catch (IOException failure)
        {
            throw new IOException(
                $"Another relay uses the journal's directory {full}; each relay needs its own. ({failure.Message})", failure);
        }
    }

    public IReadOnlyList<string> List() =>
        [.. Directory.EnumerateFiles(path).Select(file => System.IO.Path.GetFileName(file)).Where(name => name != LockName)];

    public IJournalFile Create(string name) => OpenFile(name, FileMode.Create);

    public IJournalFile Open(string name) => OpenFile(name, FileMode.Open);

    public void Delete(string name)
    {
        try
        {
            File.Delete(System.IO.Path.Combine(path, name));
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new IOException(failure.Message, failure);
        }
    }

    /// <summary>Syncs the directory. On Linux a new name survives a power cut only after this; NTFS journals names itself.</summary>
    public void Sync()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var descriptor = OpenDirectory(path, 0);
        if (descriptor < 0)
        {
            throw new IOException($"The directory {path} cannot be opened to sync it (error {Marshal.GetLastPInvokeError()}).");
        }

        var outcome = SyncDescriptor(descriptor);
        var error = Marshal.GetLastPInvokeError();
        _ = CloseDescriptor(descriptor);
        if (outcome != 0)
        {
            throw new IOException($"The directory {path} cannot be synced (error {error}).");
        }
    }

    public void Dispose() => held.Dispose();

    private JournalFile OpenFile(string name, FileMode mode)
    {
        try
        {
            return new JournalFile(File.OpenHandle(
                System.IO.Path.Combine(path, name), mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new IOException(failure.Message, failure);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenDirectory(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int SyncDescriptor(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseDescriptor(int descriptor);
}
