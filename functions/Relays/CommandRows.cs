using System.Runtime.CompilerServices;
using System.Text.Json;
using Butler.Core.Azure.Tables;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Core.Text;
using Butler.Functions.Storage;

namespace Butler.Functions.Relays;

/// <summary>
/// The rows of the <c>Commands</c> table: partition two hexadecimal digits of the id's hash, row the id. A row names the relay before
/// anything is sent, and a recorded result is never overwritten.
/// </summary>
internal sealed class CommandRows(ITables tables, TimeProvider time)
{
    private const string Asked = "asked";

    /// <summary>Finds the row of a command; null if the row does not exist.</summary>
    public async Task<CommandRow?> FindAsync(string id, CancellationToken cancellationToken) =>
        await tables.GetAsync(TableNames.Commands, Partition(id), TableKey.Escape(id), cancellationToken) is { } row ? Read(row) : null;

    /// <summary>Adds a command.</summary>
    /// <returns>The row; null when the command exists, whose row then counts.</returns>
    public async Task<CommandRow?> AddAsync(Command command, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var row = new TableRow(Partition(command.Id), TableKey.Escape(command.Id))
            .Set("State", Asked)
            .Set("Kind", command.Kind)
            .Set("Site", command.Site)
            .Set("Relay", command.Relay)
            .Set("RequestedBy", command.RequestedBy)
            .Set("AskedTime", now)
            .Set("Deadline", command.Deadline)
            .SetPayload("Command", JsonSerializer.SerializeToUtf8Bytes(command, CommandJson.Default.Command));
        return await tables.InsertAsync(TableNames.Commands, row, cancellationToken) is { } etag
            ? new CommandRow(etag, command, null, null, null) { Asked = now }
            : null;
    }

    /// <summary>Records how a command ended, unless this is already known.</summary>
    /// <returns>The current row; null when the relay has no such command.</returns>
    public async Task<CommandRow?> EndAsync(CommandReply reply, CancellationToken cancellationToken)
    {
        while (true)
        {
            var known = await FindAsync(reply.Id, cancellationToken);
            if (known is null || known.Command.Relay != reply.Relay)
            {
                return null;
            }

            if (known.Status is not null)
            {
                return known;
            }

            var row = new TableRow(Partition(reply.Id), TableKey.Escape(reply.Id))
                .Set("State", Name(reply.Status))
                .Set("AnsweredTime", time.GetUtcNow())
                .Set("Error", reply.Error is { } error ? TextCut.Beginning(error, 8000) : null)
                .Set("Code", reply.Code);
            if (reply.Result is { } result)
            {
                row.SetPayload("Result", JsonSerializer.SerializeToUtf8Bytes(result, CommandJson.Default.JsonElement));
            }

            if (await tables.MergeAsync(TableNames.Commands, row, known.ETag, cancellationToken) is { } etag)
            {
                return known with
                {
                    ETag = etag,
                    Status = reply.Status,
                    Result = reply.Result,
                    Error = reply.Error,
                    Code = reply.Code,
                    Answered = time.GetUtcNow(),
                };
            }
        }
    }

    /// <summary>The commands without an answer whose deadline was before the given time. It reads the whole table.</summary>
    public async IAsyncEnumerable<Command> OverdueAsync(DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = $"{TableFilter.Is("State", Asked)} and {TableFilter.Before("Deadline", before)}";
        await foreach (var row in tables.QueryAsync(TableNames.Commands, filter, [], cancellationToken))
        {
            yield return Read(row).Command;
        }
    }

    private static CommandRow Read(TableRow row)
    {
        var command = JsonSerializer.Deserialize(row.Payload("Command"), CommandJson.Default.Command)!;
        var state = row.Text("State");
        CommandStatus? status = Enum.GetValues<CommandStatus>().Cast<CommandStatus?>().FirstOrDefault(each => Name(each!.Value) == state);
        JsonElement? result = row.Payload("Result") is { } json ? JsonSerializer.Deserialize(json, CommandJson.Default.JsonElement) : null;
        return new CommandRow(row.ETag!, command, status, result, row.Text("Error"))
        {
            Code = row.Text("Code"),
            Asked = row.Date("AskedTime"),
            Answered = row.Date("AnsweredTime"),
        };
    }

    private static string Partition(string id) => EventIdentity.Hash(id)[..2];

    private static string Name(CommandStatus status) => JsonNamingPolicy.CamelCase.ConvertName(status.ToString());
}
