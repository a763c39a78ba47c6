using System.Net;
using System.Net.Sockets;
using Butler.Core.Time;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Loops;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Udp;

/// <summary>
/// Receives datagrams on its own thread, which waits only for the socket, even if later stages are slow, full or stopped. Receiving causes
/// no allocations.
/// </summary>
internal sealed partial class UdpListener : IDisposable
{
    /// <summary>The time-out of a receive, after which the thread checks whether to stop, in milliseconds.</summary>
    private const int LookUpMs = 500;

    /// <summary>
    /// The maximum number of datagrams received after a stop: more than the socket's buffer holds. A flood must not prevent the stop.
    /// </summary>
    private const int MaxAfterStop = 50_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ListenAddress listen;
    private readonly Socket socket;
    private readonly HandOver handOver;
    private readonly RelayCounts counts;
    private readonly Intake? intake;
    private readonly Mirror? mirror;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly QuietLog full;
    private readonly QuietLog faulty;
    private readonly byte[] scratch = new byte[RecordFormat.MaxRecord];
    private readonly ManualResetEventSlim stopping = new();
    private readonly RelayFailure? failure;
    private Thread? thread;

    /// <summary>Binds the socket; from now on its buffer collects datagrams.</summary>
    /// <exception cref="SocketException">The port is taken, or the address is not this machine's.</exception>
    public UdpListener(
        ListenAddress listen,
        HandOver handOver,
        RelayCounts counts,
        TimeProvider time,
        ILogger<UdpListener> logger,
        Intake? intake = null,
        Mirror? mirror = null,
        RelayFailure? failure = null)
    {
        this.failure = failure;
        this.intake = intake;
        this.mirror = mirror;
        this.listen = listen;
        this.handOver = handOver;
        this.counts = counts;
        this.time = time;
        this.logger = logger;
        full = new QuietLog(time);
        faulty = new QuietLog(time);
        socket = UdpSocket.Bind(listen);
        socket.ReceiveTimeout = LookUpMs;
        Drops = new KernelDrops(socket);
        Progress = new LoopProgress("udp listener", time, Patience);
    }

    /// <summary>Reports after each received datagram, or after half a second without one.</summary>
    public LoopProgress Progress { get; }

    /// <summary>The listening address, with the port that the system chose for port 0.</summary>
    public ListenAddress Address => listen with { Port = ((IPEndPoint)socket.LocalEndPoint!).Port };

    /// <summary>The datagrams that the kernel dropped.</summary>
    public KernelDrops Drops { get; }

    /// <summary>Starts the thread.</summary>
    public void Start()
    {
        var buffer = UdpSocket.BufferOf(socket);
        if (buffer < UdpSocket.WantedBuffer)
        {
            Log.SmallBuffer(logger, buffer, UdpSocket.WantedBuffer);
        }

        thread = RelayThread.Start("udp listener", Run, failure, ThreadPriority.AboveNormal);
    }

    /// <summary>Requests the end, after the remaining datagrams are received; does not wait for it.</summary>
    public void BeginStop() => stopping.Set();

    /// <summary>Receives the remaining datagrams, closes the socket and signals the end to the journal's writer.</summary>
    public void Stop()
    {
        BeginStop();
        thread?.Join();
        socket.Dispose();
        handOver.End();
    }

    public void Dispose()
    {
        Stop();
        stopping.Dispose();
    }

    private void Run()
    {
        var sender = new SocketAddress(socket.AddressFamily);
        var left = MaxAfterStop;
        while (!stopping.IsSet || left-- > 0)
        {
            Progress.Report();
            try
            {
                Receive(sender);
            }
            catch (SocketException failure) when (failure.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
            {
                if (stopping.IsSet)
                {
                    return; // the socket is empty
                }
            }
            catch (SocketException failure) when (failure.SocketErrorCode is SocketError.ConnectionReset or SocketError.Interrupted)
            {
                // A rejected answer, or a signal: the socket works.
            }
            catch (SocketException failure)
            {
                if (faulty.IsDue())
                {
                    Log.SocketFault(logger, failure.SocketErrorCode, failure.Message);
                }

                if (stopping.Wait(10))
                {
                    return;
                }
            }
        }
    }

    private void Receive(SocketAddress sender)
    {
        var room = handOver.Reserve();
        var refused = room.IsEmpty;
        if (refused)
        {
            room = scratch;
        }

        var length = socket.ReceiveFrom(room.Slice(RecordFormat.HeaderSize, RecordFormat.MaxDatagram), SocketFlags.None, sender);
        counts.AddReceived();
        if (length == 0)
        {
            counts.AddEmpty();
        }
        else if (intake?.Accepts(sender, length) == false)
        {
            // Counted and logged there; the room is used for the next datagram.
        }
        else if (refused)
        {
            Refuse();
        }
        else
        {
            RecordFormat.Describe(room, length, time.GetUtcNow().UtcTicks, sender);
            mirror?.Put(room.Slice(RecordFormat.HeaderSize, length));
            handOver.Commit(RecordFormat.HeaderSize + length);
            if (full.End() is { } lasted)
            {
                Log.TakenAgain(logger, lasted, counts.Refused);
            }
        }

        if (stopping.IsSet)
        {
            socket.ReceiveTimeout = 1; // take what is there, wait for nothing
        }
    }

    private void Refuse()
    {
        counts.AddRefused(1);
        if (full.IsDue())
        {
            Log.Refused(logger, counts.Refused);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The socket's receive buffer is {Buffer} bytes instead of {Wanted}: a burst may overflow it. "
            + "Set net.core.rmem_max, e.g. sysctl -w net.core.rmem_max={Wanted}, and restart the relay")]
        public static partial void SmallBuffer(ILogger logger, int buffer, int wanted);

        [LoggerMessage(2, LogLevel.Error, "Datagrams are REFUSED and lost: the journal does not keep up and the memory before it is full "
            + "({Refused} refused since the start)")]
        public static partial void Refused(ILogger logger, long refused);

        [LoggerMessage(3, LogLevel.Warning, "Datagrams are accepted again, after {Lasted} ({Refused} refused since the start)")]
        public static partial void TakenAgain(ILogger logger, TimeSpan lasted, long refused);

        [LoggerMessage(4, LogLevel.Error, "The socket reports {Error}: {Message}")]
        public static partial void SocketFault(ILogger logger, SocketError error, string message);
    }
}
