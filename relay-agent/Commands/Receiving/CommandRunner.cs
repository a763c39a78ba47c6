using Butler.Core.Commands;
using Butler.Core.Secrets;
using Butler.RelayAgent.Commands.Handling;
using Butler.RelayAgent.Commands.Ledger;
using Butler.RelayAgent.Identity;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Commands.Receiving;

/// <summary>
/// Executes a command that was removed from the queue: writes <c>begun</c>, executes it, writes the result, and sends the reply. A process
/// that stops in between leaves a state from which the next one answers correctly, without executing anything again.
/// </summary>
internal sealed partial class CommandRunner(
    RelayIdentity relay,
    IEnumerable<ICommandHandler> handlers,
    LedgerBook book,
    ServiceBusClock clock,
    RefusalAlarm alarm,
    PatientSender sender,
    ILogger<CommandRunner> logger)
{
    private readonly Dictionary<string, ICommandHandler> handlers = handlers.ToDictionary(handler => handler.Kind);
    private readonly Lock gate = new();
    private Task? settled;

    /// <summary>Executes a command that was removed from the queue, and sends the reply.</summary>
    public async Task RunAsync(Command command, CancellationToken stopping) =>
        await SendAsync(await ExecuteAsync(command, stopping), stopping);

    /// <summary>Executes a command that was recorded as taken, and records the reply.</summary>
    public async Task<CommandReply> ExecuteAsync(Command command, CancellationToken stopping)
    {
        var outcome = await OutcomeAsync(command, stopping);
        outcome = outcome with { Error = outcome.Error is { } error ? Redaction.CleanKnown(error) : null };
        var reply = Reply(command.Id, outcome);
        if (outcome.Denied is { } reason)
        {
            await alarm.RaiseAsync(command.Id, command, reason, stopping);
        }

        await book.ResultAsync(command.Id, reply, outcome.Delivered, stopping);
        Log.Done(logger, command.Kind, command.Id, command.RequestedBy, outcome.Status, outcome.Error);
        return reply;
    }

    /// <summary>Executes a command that only reads, without a record.</summary>
    public async Task<CommandReply> ReadAsync(Command command, CancellationToken stopping)
    {
        var outcome = handlers.TryGetValue(command.Kind, out var handler)
            ? await DoAsync(handler, command, stopping)
            : Unable(command);
        return Reply(command.Id, outcome with { Error = outcome.Error is { } error ? Redaction.CleanKnown(error) : null });
    }

    /// <summary>
    /// Decides the answers to commands that an earlier process left unfinished. It must run before anything is received: a message that is
    /// received again then finds a result, and nothing is executed twice.
    /// </summary>
    /// <remarks>Whoever calls it again waits for the same decisions: later commands are not unfinished.</remarks>
    public Task SettleAsync(CancellationToken stopping)
    {
        lock (gate)
        {
            return settled is null or { IsFaulted: true } or { IsCanceled: true } ? settled = SettleOnceAsync(stopping) : settled;
        }
    }

    /// <summary>Sends the replies that were not sent yet.</summary>
    public async Task AnswerAllAsync(IReadOnlyList<LedgerRecord> unanswered, CancellationToken stopping)
    {
        foreach (var record in unanswered)
        {
            await AnswerAgainAsync(record.Id, stopping);
        }
    }

    /// <summary>Sends the reply of a known command again; the relay's own API has no queue for replies.</summary>
    public async Task AnswerAgainAsync(string id, CancellationToken stopping)
    {
        if (book.Find(id) is { IsLocal: true })
        {
            book.Replied(id);
            return;
        }

        if (await book.ReplyAsync(id, stopping) is { } reply)
        {
            await SendAsync(reply, stopping);
        }
    }

    /// <summary>Answers a command whose deadline passed before it could be removed from the queue.</summary>
    public async Task ExpireAsync(string id, CancellationToken stopping)
    {
        var reply = Reply(id, Expired);
        await book.ResultAsync(id, reply, delivered: null, stopping);
        await SendAsync(reply, stopping);
    }

    private async Task SettleOnceAsync(CancellationToken stopping)
    {
        foreach (var record in book.Unanswered().Where(record => record.State != LedgerState.Result))
        {
            var outcome = AfterCrash(record);
            Log.CutShort(logger, record.Kind, record.Id, outcome.Status);
            await book.ResultAsync(record.Id, Reply(record.Id, outcome), delivered: null, stopping);
        }
    }

    private static CommandOutcome Expired { get; } = new(
        CommandStatus.Expired, Error: "The deadline passed before the command began; nothing was done.");

    /// <summary>A command that had not begun was not executed; one that had begun may have been.</summary>
    private static CommandOutcome AfterCrash(LedgerRecord record) => record.State == LedgerState.Taken
        ? CommandOutcome.Failure("The relay stopped before the command began; nothing was done. Send it again.")
        : CommandKinds.OnlyReads(record.Kind)
            ? CommandOutcome.Failure("The relay stopped during the command, which only reads; nothing was changed. Send it again.")
            : new CommandOutcome(
                CommandStatus.OutcomeUnknown,
                Error: "The relay stopped during the command: it may or may not have been done, and is not retried.");

    private async Task<CommandOutcome> OutcomeAsync(Command command, CancellationToken stopping)
    {
        if (command.Deadline <= clock.Now)
        {
            return Expired;
        }

        if (command.Deadline > clock.Now + CommandMessage.LongestDeadline + TimeSpan.FromMinutes(5))
        {
            return new CommandOutcome(
                CommandStatus.Refused, Error: $"The deadline is more than {CommandMessage.LongestDeadline.TotalHours:0} h ahead.");
        }

        if (!handlers.TryGetValue(command.Kind, out var handler))
        {
            return Unable(command);
        }

        await book.BegunAsync(command.Id, stopping);
        return command.Deadline <= clock.Now ? Expired : await DoAsync(handler, command, stopping);
    }

    private CommandOutcome Unable(Command command) => new(
        CommandStatus.Refused,
        Error: $"This relay cannot do {command.Kind}: its relay.yaml does not allow it, or lacks the settings for it. "
            + $"It can do {string.Join(", ", handlers.Keys.Order())}.");

    private async Task<CommandOutcome> DoAsync(ICommandHandler handler, Command command, CancellationToken stopping)
    {
        try
        {
            return await handler.RunAsync(command, stopping);
        }
        catch (CommandRefusedException refused)
        {
            return new CommandOutcome(CommandStatus.Refused, Error: refused.Message)
            {
                Denied = refused.Denied ? refused.Message : null,
                Code = refused.Denied ? CommandCodes.Denied : CommandCodes.Malformed,
            };
        }
        catch (CommandFailedException failed)
        {
            return CommandOutcome.Failure(failed.Message) with { Code = failed.Code };
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw; // the state stays at begun, and the next start answers
        }
        catch (Exception unforeseen)
        {
            Log.Unforeseen(logger, command.Kind, command.Id, unforeseen);
            return CommandKinds.OnlyReads(command.Kind)
                ? CommandOutcome.Failure($"It failed: {unforeseen.Message}")
                : new CommandOutcome(
                    CommandStatus.OutcomeUnknown,
                    Error: $"The command failed during its execution, and may or may not have been done: {unforeseen.Message}");
        }
    }

    private async Task SendAsync(CommandReply reply, CancellationToken stopping)
    {
        if (await sender.SendAsync(Core.Commands.QueueNames.Replies, CommandMessage.Of(reply), stopping) is { } reason
            && reply.Result is not null)
        {
            var bare = reply with { Result = null, Error = $"{reply.Error} The result is left out: {reason}".TrimStart() };
            await sender.SendAsync(Core.Commands.QueueNames.Replies, CommandMessage.Of(bare), stopping);
        }

        book.Replied(reply.Id);
    }

    private CommandReply Reply(string id, CommandOutcome outcome) => new()
    {
        Id = id,
        Site = relay.Site,
        Relay = relay.Name,
        Status = outcome.Status,
        Result = outcome.Result,
        Error = outcome.Error,
        Code = outcome.Code,
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Kind} {Id}, asked for by {RequestedBy}: {Status} {Error}")]
        public static partial void Done(ILogger logger, string kind, string id, string? requestedBy, CommandStatus status, string? error);

        [LoggerMessage(2, LogLevel.Warning, "{Kind} {Id} was interrupted by the end of the relay's last run and is answered {Status}")]
        public static partial void CutShort(ILogger logger, string kind, string id, CommandStatus status);

        [LoggerMessage(3, LogLevel.Error, "{Kind} {Id} failed unexpectedly")]
        public static partial void Unforeseen(ILogger logger, string kind, string id, Exception failure);
    }
}
