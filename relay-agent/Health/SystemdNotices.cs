using System.Globalization;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Health;

/// <summary>What systemd hears besides that the relay is ready and that it stops, which the host tells.</summary>
/// <param name="systemd">systemd's notification socket.</param>
/// <param name="watchdogMicroseconds">The variable <c>WATCHDOG_USEC</c>: within what time systemd wants to hear of us.</param>
/// <param name="logger">Where faults are logged.</param>
internal sealed partial class SystemdNotices(ISystemdNotifier systemd, string? watchdogMicroseconds, ILogger<SystemdNotices> logger)
{
    private const long ShortestWatchdog = 3_000_000;

    /// <summary>Within what time systemd wants to hear that the relay is alive; null: it does not.</summary>
    public TimeSpan? WatchdogInterval { get; } =
        long.TryParse(watchdogMicroseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= ShortestWatchdog
            ? TimeSpan.FromMicroseconds(value)
            : null;

    /// <summary>The line that <c>systemctl status</c> shows.</summary>
    public void Status(string text) => Send($"STATUS={text}");

    /// <summary>Every part of the relay moves.</summary>
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
        [LoggerMessage(1, LogLevel.Warning, "systemd cannot be told how the relay is: {Reason}")]
        public static partial void NotReported(ILogger logger, string reason);
    }
}
