using System.Text;
using Butler.Local.Sense.Datagrams;

namespace Butler.Cli.Send;

/// <summary>
/// Creates the datagrams of one command: all of one type, with the fields from the options, and each with its own execution id.
/// </summary>
internal sealed class DatagramSource(string type, DatagramFields fields, TimeProvider time)
{
    /// <summary>The next datagram and its execution id.</summary>
    public (byte[] Bytes, string ExecutionId) Next()
    {
        var executionId = fields.ExecutionId ?? Guid.NewGuid().ToString();
        if (type == SenseEvents.Unparsed)
        {
            // The id distinguishes the datagrams.
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

/// <summary>The fields from the command's options; null for Sense's values.</summary>
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

    /// <summary>Whether only the task's name is given; a simulated site knows all other values.</summary>
    public bool IsOnlyTask => this with { Task = null } == new DatagramFields();
}
