using System.Net;
using System.Net.Sockets;
using Butler.Local.Sense.Datagrams;
using Butler.Local.Sense.Site;

namespace Butler.Local.Sense.Life;

/// <summary>Sense's log4net appenders: reports executions to the relay, without confirmation.</summary>
/// <param name="relay">The relay; null for none.</param>
/// <param name="time">The server's clock and zone.</param>
internal sealed class LogAppender(IPEndPoint? relay, TimeProvider time) : IDisposable
{
    // Not connected: a connected socket would report a missing listener, which log4net ignores too.
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    /// <exception cref="SocketException">The datagram cannot be sent.</exception>
    public void Report(SenseSite site, Execution execution, RunOutcome outcome)
    {
        if (relay is null || site.Task(execution.TaskId) is not { } task)
        {
            return;
        }

        // A distribution has the same datagram for every outcome, and also without one.
        var told = outcome == RunOutcome.Unfinished ? RunOutcome.Succeeded : outcome;
        var type = $"sense.{task.Type}.{told}".ToLowerInvariant();
        var datagram = SenseEvents.Datagram(type, execution.Id.ToString(), time.GetLocalNow()) with
        {
            Host = execution.Node,
            TaskName = task.Name,
            TaskId = task.Id.ToString(),
            AppName = task.AppId is { } id && site.App(id) is { } app ? app.Name : SenseDatagram.Unset,
            AppId = task.AppId?.ToString() ?? SenseDatagram.Unset,
        };
        socket.SendTo(datagram.ToBytes(), relay);
    }

    public void Dispose() => socket.Dispose();
}
