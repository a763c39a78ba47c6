using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Butler.RelayAgent.Health;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Hosting;

/// <summary>Speaks systemd's notification protocol: datagrams of <c>NAME=value</c> lines to <c>$NOTIFY_SOCKET</c> (sd_notify(3)).</summary>
/// <param name="socketPath">A path, or an abstract name that begins with @.</param>
/// <param name="watchdog">How often systemd wants to hear of us; null: it does not.</param>
/// <param name="logger">Where faults are logged.</param>
internal sealed partial class SystemdSupervisor(string socketPath, TimeSpan? watchdog, ILogger<SystemdSupervisor> logger) : ISupervisor
{
    public TimeSpan? WatchdogInterval => watchdog;

    /// <summary>For a service of systemd; null outside of one.</summary>
    public static SystemdSupervisor? Find(Func<string, string?> environment, ILogger<SystemdSupervisor> logger) =>
        OperatingSystem.IsLinux() && environment("NOTIFY_SOCKET") is { Length: > 1 } path
            ? new SystemdSupervisor(path, Watchdog(environment("WATCHDOG_USEC")), logger)
            : null;

    public void Ready(string status) => Send($"READY=1\nSTATUS={status}");

    public void Stopping() => Send("STOPPING=1\nSTATUS=Writing what was received to disk");

    public void Alive()
    {
        if (watchdog is not null)
        {
            Send("WATCHDOG=1");
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
        [LoggerMessage(1, LogLevel.Warning, "systemd cannot be told how the relay is: {Reason}")]
        public static partial void NotTold(ILogger logger, string reason);
    }
}
