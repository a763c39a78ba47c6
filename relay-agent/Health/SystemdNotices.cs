using System.Globalization;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Health;

/// <summary>Notifies systemd of status and liveness; the host reports that the relay is ready or stops.</summary>
/// <param name="systemd">systemd's notification socket.</param>
/// <param name="watchdogMicroseconds">The variable <c>WATCHDOG_USEC</c>: the interval in which systemd expects a notification.</param>
/// <param name="logger">The log for faults.</param>
internal sealed partial class SystemdNotices(ISystemdNotifier systemd, string? watchdogMicroseconds, ILogger<SystemdNotices> logger)
{
    private const long ShortestWatchdog = 3_000_000;

    /// <summary>The interval in which systemd expects a notification; null when it expects none.</summary>
    public TimeSpan? WatchdogInterval { get; } =
        long.TryParse(watchdogMicroseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= ShortestWatchdog
            ? TimeSpan.FromMicroseconds(value)
            : null;

    /// <summary>Sets the line that <c>systemctl status</c> shows.</summary>
    public void Status(string text) => Send($"STATUS={text}");

    /// <summary>Reports that the relay is alive.</summary>
    public void Alive()
    {
        if (WatchdogInterval is not null)
        {
            Send("WATCHDOG=1");
        }
    }

    private void Send(string state)
    {
        try
        {
            systemd.Notify(new ServiceState(state));
        }
        catch (SocketException failure)
        {
            Log.NotReported(logger, failure.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "systemd cannot be notified of the relay's status: {Reason}")]
        public static partial void NotReported(ILogger logger, string reason);
    }
}
