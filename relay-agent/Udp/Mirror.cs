using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Butler.Core.Time;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Loops;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Udp;

/// <summary>
/// Sends a copy of each accepted datagram to other receivers, so that an older tool can run in parallel. It never slows the listener:
/// copies wait in a buffer of fixed size, and copies that do not fit are dropped and counted.
/// </summary>
internal sealed partial class Mirror : ILoop, IDisposable
{
    private const int Slots = 512;
    private static readonly TimeSpan RestAtMost = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookUpEvery = TimeSpan.FromMinutes(3);

    private readonly IReadOnlyList<HostAndPort> receivers;
    private readonly RelayCounts counts;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly QuietLog trouble;
    private readonly Channel<(byte[] Bytes, int Length)> waiting = Channel.CreateBounded<(byte[], int)>(
        new BoundedChannelOptions(Slots) { SingleReader = true, SingleWriter = true });

    private readonly Channel<byte[]> spare = Channel.CreateBounded<byte[]>(Slots);
    private readonly Socket socket = new(SocketType.Dgram, ProtocolType.Udp);
    private int made;

    public Mirror(IReadOnlyList<HostAndPort> receivers, RelayCounts counts, TimeProvider time, ILogger<Mirror> logger)
    {
        this.receivers = receivers;
        this.counts = counts;
        this.time = time;
        this.logger = logger;
        trouble = new QuietLog(time);
        Progress = new LoopProgress("mirror", time);
    }

    public LoopProgress Progress { get; }

    /// <summary>Copies a datagram. Listener only.</summary>
    public void Put(ReadOnlySpan<byte> datagram)
    {
        if (!TryRent(datagram.Length, out var copy))
        {
            counts.AddMirrorDrops(1);
            return;
        }

        datagram.CopyTo(copy);
        if (!waiting.Writer.TryWrite((copy, datagram.Length)))
        {
            counts.AddMirrorDrops(1);
            spare.Writer.TryWrite(copy);
        }
    }

    /// <summary>Sends until the relay stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        IPEndPoint[] to = [];
        long? lookedUp = null;
        try
        {
            Task? arrival = null;
            while (true)
            {
                Progress.Report();
                if (!waiting.Reader.TryRead(out var copy))
                {
                    arrival ??= waiting.Reader.WaitToReadAsync(stopping).AsTask();
                    await arrival.WaitAsync(RestAtMost, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    stopping.ThrowIfCancellationRequested();
                    if (arrival.IsCompleted)
                    {
                        await arrival;
                        arrival = null;
                    }

                    continue;
                }

                var (bytes, length) = copy;
                try
                {
                    if (lookedUp is null || time.GetElapsedTime(lookedUp.Value) >= LookUpEvery)
                    {
                        to = await LookUpAsync(stopping);
                        lookedUp = time.GetTimestamp();
                    }

                    foreach (var receiver in to)
                    {
                        await SendAsync(bytes.AsMemory(0, length), receiver, stopping);
                    }
                }
                finally
                {
                    spare.Writer.TryWrite(bytes);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The relay is stopping; waiting copies are dropped.
        }
    }

    public void Dispose() => socket.Dispose();

    /// <summary>Rents a buffer of suitable size: small ones are the most frequent, and are reused.</summary>
    private bool TryRent(int length, out byte[] copy)
    {
        if (spare.Reader.TryRead(out copy!) && copy.Length >= length)
        {
            return true;
        }

        if (copy is null && made >= Slots)
        {
            return false;
        }

        made += copy is null ? 1 : 0;
        copy = new byte[Math.Max(2048, length)];
        return true;
    }

    private async Task<IPEndPoint[]> LookUpAsync(CancellationToken stopping)
    {
        var found = new List<IPEndPoint>();
        foreach (var receiver in receivers)
        {
            try
            {
                var addresses = await Dns.GetHostAddressesAsync(receiver.Host, stopping);
                found.AddRange(addresses.Take(1).Select(address =>
                    new IPEndPoint(Socket.OSSupportsIPv6 ? address.MapToIPv6() : address, receiver.Port)));
            }
            catch (SocketException failure)
            {
                Log.NotFound(logger, receiver, failure.Message);
            }
        }

        return [.. found];
    }

    private async Task SendAsync(ReadOnlyMemory<byte> datagram, IPEndPoint to, CancellationToken stopping)
    {
        try
        {
            await socket.SendToAsync(datagram, SocketFlags.None, to, stopping);
            trouble.End();
        }
        catch (SocketException failure)
        {
            counts.AddMirrorDrops(1);
            if (trouble.IsDue())
            {
                Log.NotSent(logger, to, failure.Message);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The receiver {Receiver} of udp.mirror cannot be looked up: {Reason}")]
        public static partial void NotFound(ILogger logger, HostAndPort receiver, string reason);

        [LoggerMessage(2, LogLevel.Warning, "A copy for {Receiver} (udp.mirror) cannot be sent: {Reason}")]
        public static partial void NotSent(ILogger logger, IPEndPoint receiver, string reason);
    }
}
