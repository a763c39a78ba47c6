using Microsoft.Win32.SafeHandles;

namespace Butler.RelayAgent.Journal;

/// <summary>A file of the journal, with positioned reads and writes, without a shared file pointer.</summary>
internal sealed class JournalFile(SafeFileHandle handle) : IJournalFile
{
    public long Length => Do(() => RandomAccess.GetLength(handle));

    public int Read(long offset, Span<byte> into)
    {
        var total = 0;
        while (total < into.Length)
        {
            var read = RandomAccess.Read(handle, into[total..], offset + total);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(handle, bytes, offset);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new IOException(refused.Message, refused);
        }
    }

    public void Truncate(long length) => Do(() => RandomAccess.SetLength(handle, length));

    public void Sync() => Do(() => RandomAccess.FlushToDisk(handle));

    public void Dispose() => handle.Dispose();

    private static void Do(Action action) => Do(() =>
    {
        action();
        return true;
    });

    /// <summary>Converts exceptions: .NET reports some errors of the system, such as EPERM, as missing rights.</summary>
    private static T Do<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new IOException(refused.Message, refused);
        }
    }
}
