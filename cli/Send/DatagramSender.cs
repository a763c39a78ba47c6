using System.Globalization;
using System.Net.Sockets;

namespace Butler.Cli.Send;

/// <summary>Sends the datagrams and reports them: one line at the end, and one each second before.</summary>
internal sealed class DatagramSender(TimeProvider time, TextWriter output)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(1);

    /// <returns>
    /// The number of datagrams refused without a listener, as far as the system reports it; over a network it reports none.
    /// </returns>
    /// <exception cref="SocketException">The host is unknown or unreachable, or the datagram is too large.</exception>
    public async Task<int> SendAsync(DatagramRequest request, CancellationToken cancellationToken)
    {
        var endpoint = await request.To.ResolveAsync(cancellationToken);
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);

        // Connected, so that the system reports when no program listens on a port of this machine.
        await socket.ConnectAsync(endpoint, cancellationToken);
        var source = new DatagramSource(request.Type, request.Fields, time);
        var start = time.GetTimestamp();
        var nextReport = ReportEvery;
        var executionId = string.Empty;
        var refused = 0;
        for (var sent = 0; sent < request.Count; sent++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await KeepRateAsync(request.Rate, sent, start, cancellationToken);
            (var bytes, executionId) = source.Next();
            refused += Send(socket, bytes);
            if (time.GetElapsedTime(start) >= nextReport)
            {
                nextReport += ReportEvery;
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{sent + 1:N0} of {request.Count:N0} sent"));
            }
        }

        refused += TakeError(socket) == SocketError.ConnectionRefused ? 1 : 0;
        if (refused < request.Count)
        {
            await output.WriteLineAsync(Summary(request, executionId, time.GetElapsedTime(start)));
        }

        return refused;
    }

    /// <summary>
    /// Sends a datagram, and returns whether an earlier one was refused: the system reports that at the next call, which then sends
    /// nothing.
    /// </summary>
    private static int Send(Socket socket, byte[] bytes)
    {
        try
        {
            socket.Send(bytes);
            return 0;
        }
        catch (SocketException fault) when (fault.SocketErrorCode == SocketError.ConnectionRefused)
        {
            socket.Send(bytes);
            return 1;
        }
    }

    private static SocketError TakeError(Socket socket) =>
        (SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;

    private async Task KeepRateAsync(double rate, int sent, long start, CancellationToken cancellationToken)
    {
        if (rate <= 0)
        {
            return;
        }

        var early = TimeSpan.FromSeconds(sent / rate) - time.GetElapsedTime(start);

        // A timer is not more precise; at high rates several datagrams are sent at once, and the average is correct.
        if (early >= TimeSpan.FromMilliseconds(1))
        {
            await Task.Delay(early, time, cancellationToken);
        }
    }

    private static string Summary(DatagramRequest request, string executionId, TimeSpan elapsed) => request.Count == 1
        ? $"Sent {request.Type} to {request.To}, execution {executionId}"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"Sent {request.Count:N0} × {request.Type} to {request.To} in {elapsed.TotalSeconds:N2} s");
}
