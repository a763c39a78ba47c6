using System.Collections.Concurrent;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Core.Time;
using Butler.RelayAgent.Commands.Ledger;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Identity;
using Butler.RelayAgent.Loops;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Timeout;

namespace Butler.RelayAgent.Commands.Receiving;

/// <summary>
/// Receives commands from the queue <c>commands-{relay}</c> until the relay stops. Each command is written to the ledger, then removed from
/// the queue, then executed. Several commands run at the same time, so that a long reload does not delay others.
/// </summary>
internal sealed partial class CommandReceiver(
    RelayIdentity relay,
    CommandIntake intake,
    CommandRunner runner,
    LedgerBook book,
    ServiceBusClock clock,
    RefusalAlarm alarm,
    IServiceBus serviceBus,
    TimeProvider time,
    Random random,
    ILogger<CommandReceiver> logger) : ILoop, IWarningSource
{
    /// <summary>The maximum number of concurrent commands; the others wait in the queue.</summary>
    public const int MaxAtOnce = 8;

    private const int MaxCompletes = 4;
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(50);
    private static readonly TimeSpan ReceiveTimeout = TimeSpan.FromSeconds(80);
    private static readonly TimeSpan CompleteTimeout = TimeSpan.FromSeconds(15);

    private readonly string queue = QueueNames.Commands(relay.Name);
    private readonly ConcurrentDictionary<string, bool> active = new();
    private readonly ConcurrentDictionary<Task, bool> running = new();
    private readonly QuietLog trouble = new(time);
    private readonly ResiliencePipeline receiveLimit = Resilience.TimeLimit(ReceiveTimeout, time);
    private readonly ResiliencePipeline completes = Resilience.Retries(
        new RetryRules
        {
            IsPassing = IsPassing,
            Pause = (failures, _) => TimeSpan.FromSeconds(failures),
            MaxRetries = MaxCompletes - 1,
            AttemptLimit = CompleteTimeout,
        },
        time);

    private bool isSettled;
    private int failures;
    private int underWay;

    public LoopProgress Progress { get; } = new("command receiver", time);

    /// <summary>A warning for the operator; null when there is no problem.</summary>
    public string? Warning { get; private set; }

    IEnumerable<string> IWarningSource.Warnings => Warning is { } warning ? [warning] : [];

    /// <summary>Receives until the relay stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            await SettleAsync(stopping);
            while (!stopping.IsCancellationRequested)
            {
                Progress.Report();
                if (Volatile.Read(ref underWay) >= MaxAtOnce)
                {
                    Task someEnds = Task.WhenAny(running.Keys);
                    await someEnds.WaitAsync(Wait, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
                else if (await ReceiveAsync(stopping) is { } message)
                {
                    Interlocked.Increment(ref underWay);
                    Follow(GuardAsync(() => HandleAsync(message, stopping), stopping, isCommand: true));
                }
                else
                {
                    await GuardAsync(() => KeepHouseAsync(stopping), stopping);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Running commands reach a state from which the next start can answer.
        }

        await Task.WhenAll(running.Keys);
    }

    /// <summary>Handles one message.</summary>
    public async Task HandleAsync(LockedMessage message, CancellationToken stopping)
    {
        clock.Learn(message);
        var (command, reason) = intake.Admit(message);
        if (command is null)
        {
            await alarm.RaiseAsync(message.MessageId, command: null, reason!, stopping);
            await CompleteAsync(message, stopping);
            return;
        }

        if (!active.TryAdd(command.Id, true))
        {
            await CompleteAsync(message, stopping); // the command is running, and is answered at its end
            return;
        }

        try
        {
            await HandleAsync(message, command, stopping);
        }
        finally
        {
            active.TryRemove(command.Id, out _);
        }
    }

    /// <summary>Answers commands that could not be removed from the queue in time, and removes old records.</summary>
    public async Task KeepHouseAsync(CancellationToken stopping)
    {
        var taken = book.Unanswered().Where(record => record is { State: LedgerState.Taken, IsLocal: false });
        foreach (var record in taken.Where(record => record.Deadline < clock.Now))
        {
            if (!active.TryAdd(record.Id, true))
            {
                continue;
            }

            try
            {
                if (book.Find(record.Id) is { State: LedgerState.Taken })
                {
                    await runner.ExpireAsync(record.Id, stopping);
                }
            }
            finally
            {
                active.TryRemove(record.Id, out _);
            }
        }

        book.Prune();
    }

    /// <summary>Runs once in a process: after a restart of this loop, the running commands continue.</summary>
    private async Task SettleAsync(CancellationToken stopping)
    {
        if (!isSettled)
        {
            await runner.SettleAsync(stopping);
            isSettled = true;
            var unanswered = book.Unanswered();
            Follow(GuardAsync(() => runner.AnswerAllAsync(unanswered, stopping), stopping));
        }
    }

    private async Task HandleAsync(LockedMessage message, Command command, CancellationToken stopping)
    {
        var known = book.Find(command.Id);
        if (known is null)
        {
            try
            {
                book.Taken(command);
            }
            catch (IOException failure)
            {
                // Without a record the command is not accepted: it stays in the queue until its lock ends, and is received again.
                Log.NotTaken(logger, command.Kind, command.Id, failure.Message);
                return;
            }
        }

        // The command must not start while it may still be in the queue: it could expire there and be reported as not executed.
        if (!await CompleteAsync(message, stopping))
        {
            return;
        }

        if (known is null or { State: LedgerState.Taken })
        {
            await runner.RunAsync(command, stopping);
        }
        else
        {
            await runner.AnswerAgainAsync(command.Id, stopping);
        }
    }

    /// <summary>Removes a message from the queue; false when this failed or the result is unknown.</summary>
    private async Task<bool> CompleteAsync(LockedMessage message, CancellationToken stopping)
    {
        try
        {
            await completes.ExecuteAsync(async token => await serviceBus.CompleteAsync(message, token), stopping);
            return true;
        }
        catch (Exception failure) when (IsPassing(failure) || failure is BusException)
        {
            stopping.ThrowIfCancellationRequested();
            Log.NotCompleted(logger, message.MessageId, failure.Message);
            return false;
        }
    }

    private static bool IsPassing(Exception failure) =>
        failure is BusException { IsTransient: true } or TimeoutRejectedException or OperationCanceledException;

    private async Task<LockedMessage?> ReceiveAsync(CancellationToken stopping)
    {
        try
        {
            var message = await receiveLimit.ExecuteAsync(async token => await serviceBus.ReceiveAsync(queue, Wait, token), stopping);
            failures = 0;
            Warning = null;
            if (trouble.End() is { } lasted)
            {
                Log.ReceivingAgain(logger, lasted);
            }

            return message;
        }
        catch (Exception failure)
        {
            stopping.ThrowIfCancellationRequested();
            var problem = failure is TimeoutRejectedException or OperationCanceledException
                ? "Service Bus did not answer in time"
                : failure.Message;
            if (failure is not (BusException or TimeoutRejectedException or OperationCanceledException))
            {
                Log.Unforeseen(logger, failure);
                problem = $"a fault of the relay ({failure.GetType().Name})"; // its text may hold content of unknown senders
            }

            Warning = $"Commands cannot be received: {problem}";
            if (trouble.IsDue())
            {
                Log.NotReceiving(logger, problem);
            }

            var pause = RetryPauses.After(++failures, failure, random);
            Progress.Report(pause);
            await Task.Delay(pause, time, stopping);
            return null;
        }
    }

    /// <summary>A fault in one command must not end the loop.</summary>
    private async Task GuardAsync(Func<Task> action, CancellationToken stopping, bool isCommand = false)
    {
        try
        {
            await action();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The ledger has what the next start needs.
        }
        catch (Exception unforeseen)
        {
            Log.Unforeseen(logger, unforeseen);
        }
        finally
        {
            if (isCommand)
            {
                Interlocked.Decrement(ref underWay);
            }
        }
    }

    private void Follow(Task task)
    {
        running[task] = true;
        _ = task.ContinueWith(done => running.TryRemove(done, out _), TaskScheduler.Default);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Commands cannot be received: {Problem}")]
        public static partial void NotReceiving(ILogger logger, string problem);

        [LoggerMessage(2, LogLevel.Information, "Commands are received again, after {Lasted}")]
        public static partial void ReceivingAgain(ILogger logger, TimeSpan lasted);

        [LoggerMessage(3, LogLevel.Error, "{Kind} {Id} could not be recorded on disk and stays in the queue: {Problem}")]
        public static partial void NotTaken(ILogger logger, string kind, string id, string problem);

        [LoggerMessage(4, LogLevel.Warning, "Message {Id} could not be removed from the queue, so it is not handled now: {Problem}")]
        public static partial void NotCompleted(ILogger logger, string? id, string problem);

        [LoggerMessage(5, LogLevel.Error, "A command failed unexpectedly")]
        public static partial void Unforeseen(ILogger logger, Exception failure);
    }
}
