using System.Collections.Concurrent;
using Butler.Core.Commands;
using Butler.Core.Events;

namespace Butler.RelayAgent.Commands.Receiving;

/// <summary>
/// Executes commands of the relay's own API under the same rules as those of the queue. A command that changes something is recorded in the
/// ledger and executed once for each id; it goes on when its caller goes away.
/// </summary>
internal sealed class LocalCommands(LedgerBook book, CommandRunner runner)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<CommandReply>>> running = new();

    /// <summary>Executes a command, or finds what became of it.</summary>
    /// <exception cref="CommandConflictException">The id was used for other arguments.</exception>
    /// <exception cref="IOException">The command could not be recorded; nothing was done.</exception>
    public async Task<CommandReply> RunAsync(Command command, CancellationToken stopping)
    {
        if (CommandKinds.OnlyReads(command.Kind))
        {
            return await runner.ReadAsync(command, stopping);
        }

        var content = EventIdentity.Hash(command.Kind + command.Arguments?.GetRawText());
        if (book.Find(command.Id) is { } known && known.Content != content)
        {
            throw new CommandConflictException();
        }

        var started = running.GetOrAdd(command.Id, _ => new Lazy<Task<CommandReply>>(() => ExecuteAsync(command, content, stopping)));
        try
        {
            return await started.Value;
        }
        finally
        {
            running.TryRemove(KeyValuePair.Create(command.Id, started));
        }
    }

    /// <summary>How a recorded command ended; null when there is no such command.</summary>
    /// <returns>The kind of the command, and its reply; the reply is null while it runs.</returns>
    public async Task<(string Kind, CommandReply? Reply)?> FindAsync(string id, CancellationToken cancellationToken) =>
        book.Find(id) is { IsLocal: true } record ? (record.Kind, await book.ReplyAsync(id, cancellationToken)) : null;

    /// <summary>Decides what became of commands that an earlier process left unfinished; it must run before the first command.</summary>
    public async Task SettleAsync(CancellationToken stopping)
    {
        await runner.SettleAsync(stopping);
        foreach (var record in book.Unanswered().Where(record => record.IsLocal))
        {
            book.Replied(record.Id);
        }
    }

    private async Task<CommandReply> ExecuteAsync(Command command, string content, CancellationToken stopping)
    {
        await Task.Yield(); // the caller may stop waiting
        if (await book.ReplyAsync(command.Id, stopping) is { } known)
        {
            return known;
        }

        book.Taken(command, content);
        var reply = await runner.ExecuteAsync(command, stopping);
        book.Replied(command.Id);
        return reply;
    }
}

/// <summary>The id of a command was used for other arguments.</summary>
internal sealed class CommandConflictException() : Exception("The id of this command was used for other arguments.");
