using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Butler.RelayAgent.Journal;

/// <summary>A sender's address in 18 bytes: IPv6, or IPv4 mapped into it, and the port. It is written without allocations.</summary>
internal static class SenderAddress
{
    /// <summary>Copies from the operating system's form: family (2), port (2), then IPv4 (4) or flow (4) and IPv6 (16).</summary>
    public static void Write(SocketAddress from, Span<byte> address, Span<byte> port)
    {
        var raw = from.Buffer.Span[..from.Size];
        if (from.Family == AddressFamily.InterNetworkV6 && raw.Length >= 24)
        {
            raw.Slice(8, 16).CopyTo(address);
        }
        else if (from.Family == AddressFamily.InterNetwork && raw.Length >= 8)
        {
            address[10] = 0xFF;
            address[11] = 0xFF;
            raw.Slice(4, 4).CopyTo(address[12..]);
        }
        else
        {
            return;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(port, BinaryPrimitives.ReadUInt16BigEndian(raw[2..]));
    }

    /// <summary>The sender, IPv4 as IPv4.</summary>
    public static IPEndPoint Read(ReadOnlySpan<byte> address, ReadOnlySpan<byte> port)
    {
        var ip = new IPAddress(address);
        return new IPEndPoint(ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip, BinaryPrimitives.ReadUInt16LittleEndian(port));
    }
}
