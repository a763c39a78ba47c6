using System.Net;
using System.Net.Sockets;
using Butler.Local.Sense.Datagrams;
using Butler.Local.Sense.Site;

namespace Butler.Local.Sense.Life;

/// <summary>Sense's log4net appenders: tells the relay what becomes of executions, and never learns whether it heard.</summary>
/// <param name="relay">Null: nobody is told.</param>
/// <param name="time">The server's clock and zone.</param>
internal sealed class LogAppender(IPEndPoint? relay, TimeProvider time) : IDisposable
{
    // Not connected: a connected one would be told that nobody listens, which log4net does not care for either.
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    /// <exception cref="SocketException">It cannot be sent.</exception>
    public void Report(SenseSite site, Execution execution, RunOutcome outcome)
    {
        if (relay is null || site.Task(execution.TaskId) is not { } task)
        {
            return;
        }

        // A distribution has one datagram for every outcome, and for none.
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
