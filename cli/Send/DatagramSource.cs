using System.Text;
using Butler.Local.Sense.Datagrams;

namespace Butler.Cli.Send;

/// <summary>Makes the datagrams of one command: each of the same type, with what its options say, and an execution id of its own.</summary>
internal sealed class DatagramSource(string type, DatagramFields fields, TimeProvider time)
{
    /// <summary>The next datagram and its execution id.</summary>
    public (byte[] Bytes, string ExecutionId) Next()
    {
        var executionId = fields.ExecutionId ?? Guid.NewGuid().ToString();
        if (type == SenseEvents.Unparsed)
        {
            // The id keeps one from being taken for a copy of another.
            return (Encoding.UTF8.GetBytes($"{fields.Message ?? "This is no message of Sense"} {executionId}"), executionId);
        }

        var datagram = SenseEvents.Datagram(type, executionId, time.GetLocalNow());
        datagram = datagram with
        {
            Host = fields.Host ?? datagram.Host,
            User = fields.User ?? datagram.User,
            Message = fields.Message ?? datagram.Message,
            TaskName = fields.Task ?? datagram.TaskName,
            TaskId = fields.TaskId ?? (fields.Task is null ? datagram.TaskId : SenseDatagram.IdOf(fields.Task)),
            AppName = fields.App ?? datagram.AppName,
            AppId = fields.AppId ?? (fields.App is null ? datagram.AppId : SenseDatagram.IdOf(fields.App)),
        };
        return (datagram.ToBytes(), executionId);
    }
}

/// <summary>What the command's options say of a datagram; null: as Sense would.</summary>
internal sealed record DatagramFields
{
    public string? Task { get; init; }

    public string? TaskId { get; init; }

    public string? App { get; init; }

    public string? AppId { get; init; }

    public string? Host { get; init; }

    public string? User { get; init; }

    public string? ExecutionId { get; init; }

    public string? Message { get; init; }

    /// <summary>Whether nothing but the task's name is given: all else a simulated site knows by itself.</summary>
    public bool IsOnlyTask => this with { Task = null } == new DatagramFields();
}
