using System.Globalization;
using System.Net.Sockets;

namespace Butler.RelayAgent.Udp;

/// <summary>
/// The number of datagrams that Linux dropped because the socket's buffer was full: the last column of <c>/proc/net/udp</c> and
/// <c>udp6</c> (see proc(5)). Other systems do not provide it for one socket.
/// </summary>
internal sealed class KernelDrops
{
    private const int InodeColumn = 9;

    private readonly string? inode;

    public KernelDrops(Socket socket)
    {
        if (OperatingSystem.IsLinux())
        {
            var link = new FileInfo($"/proc/self/fd/{socket.Handle}").LinkTarget; // "socket:[12345]"
            inode = link?.StartsWith("socket:[", StringComparison.Ordinal) == true ? link[8..^1] : null;
        }
    }

    /// <summary>The number since the socket was created; null when the system does not provide it.</summary>
    public long? Read()
    {
        if (inode is null)
        {
            return null;
        }

        try
        {
            return Find(File.ReadLines("/proc/net/udp6"), inode) ?? Find(File.ReadLines("/proc/net/udp"), inode);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null; // no /proc in this container, or one family is switched off
        }
    }

    /// <summary>Finds a socket by its inode in the lines of the file.</summary>
    internal static long? Find(IEnumerable<string> lines, string inode)
    {
        foreach (var line in lines)
        {
            var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (columns.Length > InodeColumn + 1 && columns[InodeColumn] == inode
                && long.TryParse(columns[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var drops))
            {
                return drops;
            }
        }

        return null;
    }
}
