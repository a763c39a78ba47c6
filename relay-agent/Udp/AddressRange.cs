using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Butler.RelayAgent.Udp;

/// <summary>A range of addresses as numbers, IPv4 mapped into IPv6, so that senders are compared without allocations.</summary>
internal readonly record struct AddressRange(UInt128 First, UInt128 Mask)
{
    private const int Bits = 128;
    private const int MappedPrefix = 96;

    public static AddressRange Of(IPAddress address) => Of(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : Bits);

    public static AddressRange Of(IPAddress address, int prefix)
    {
        var length = address.AddressFamily == AddressFamily.InterNetwork ? prefix + MappedPrefix : prefix;
        var mask = length == 0 ? UInt128.Zero : UInt128.MaxValue << (Bits - length);
        Span<byte> bytes = stackalloc byte[16];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        return new AddressRange(NumberOf(bytes) & mask, mask);
    }

    /// <summary>An address of 16 bytes as a number.</summary>
    public static UInt128 NumberOf(ReadOnlySpan<byte> address) => BinaryPrimitives.ReadUInt128BigEndian(address);

    public bool Holds(UInt128 address) => (address & Mask) == First;
}
