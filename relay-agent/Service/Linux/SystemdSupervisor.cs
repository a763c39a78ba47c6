using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Service.Linux;

/// <summary>Speaks systemd's notification protocol: datagrams of <c>NAME=value</c> lines to <c>$NOTIFY_SOCKET</c> (sd_notify(3)).</summary>
/// <param name="socketPath">A path, or an abstract name that begins with @.</param>
/// <param name="watchdog">How often systemd wants to hear of us; null: it does not.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where trouble is told.</param>
internal sealed partial class SystemdSupervisor(string socketPath, TimeSpan? watchdog, TimeProvider time, ILogger<SystemdSupervisor> logger) : ISupervisor
{
    /// <summary>For a service of systemd; null outside of one.</summary>
    public static SystemdSupervisor? Find(Func<string, string?> environment, TimeProvider time, ILogger<SystemdSupervisor> logger) =>
        OperatingSystem.IsLinux() && environment("NOTIFY_SOCKET") is { Length: > 1 } path
            ? new SystemdSupervisor(path, Watchdog(environment("WATCHDOG_USEC")), time, logger)
            : null;

    public void Ready(string status) => Send($"READY=1\nSTATUS={status}");

    public void Stopping() => Send("STOPPING=1\nSTATUS=Writing what was received to disk");

    /// <summary>Feeds the watchdog at a third of its patience while the relay is alive; when it is not, systemd ends and restarts it.</summary>
    public async Task RunAsync(Liveness liveness, CancellationToken stopping)
    {
        if (watchdog is not { } patience)
        {
            return;
        }

        using var timer = new PeriodicTimer(patience / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                if (liveness.IsAlive())
                {
                    Send("WATCHDOG=1");
                }
                else
                {
                    Log.Dead(logger);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    private static TimeSpan? Watchdog(string? microseconds) =>
        long.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 3_000_000
            ? TimeSpan.FromMicroseconds(value)
            : null;

    private void Send(string lines)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            var address = socketPath[0] == '@' ? "\0" + socketPath[1..] : socketPath;
            socket.SendTo(Encoding.UTF8.GetBytes(lines), new UnixDomainSocketEndPoint(address));
        }
        catch (SocketException failure)
        {
            Log.NotTold(logger, failure.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Critical, "The listener or the journal does not move any more: systemd is no longer told that the relay lives, and will restart it")]
        public static partial void Dead(ILogger logger);

        [LoggerMessage(2, LogLevel.Warning, "systemd cannot be told how the relay is: {Reason}")]
        public static partial void NotTold(ILogger logger, string reason);
    }
}
