using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Butler.Benchmarks.Load;

/// <summary>Sends datagrams as fast as the socket takes them.</summary>
internal static class Datagrams
{
    public static byte[] Failed(int number) => Encoding.UTF8.GetBytes(FailedText(number));

    public static string FailedText(int number) => string.Create(
        CultureInfo.InvariantCulture,
        $@"/scheduler-task-failed/;qsprod02;Reload of Margin Cockpit;Margin Cockpit;FABRIKAM\svc_reload;"
        + $"0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33;6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1;"
        + $"2031-03-14 04:12:07,318;WARN;00000000-0000-4000-8000-{number:D12};Max retries reached");

    /// <summary>Sends the given ones, made beforehand, at full speed.</summary>
    public static void Burst(IPEndPoint to, IReadOnlyList<byte[]> datagrams)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(to);
        foreach (var datagram in datagrams)
        {
            socket.Send(datagram);
        }
    }
}
