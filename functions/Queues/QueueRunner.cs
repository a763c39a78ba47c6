using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.Tables;
using Butler.Core.Time;
using Butler.Functions.Configuration;

namespace Butler.Functions.Queues;

/// <summary>
/// Runs a queue function so that no message is lost: after a temporary failure the message is rescheduled, and a refused message is kept.
/// Only when Service Bus is unreachable does the run fail, and the message stays on its queue.
/// </summary>
internal sealed partial class QueueRunner(Rescheduler rescheduler, RefusedMessages refused, QuietLogs trouble, ILogger<QueueRunner> logger)
{
    /// <summary>How many times a message with an unexpected fault is tried before it is moved aside, over about two hours.</summary>
    private const int MaxUnforeseen = 30;

    public async Task RunAsync(string function, IQueueHandler handler, TriggerMessage message, CancellationToken cancellationToken)
    {
        try
        {
            // Checked first: a message that cannot be rescheduled must not be started.
            Rescheduler.Carried(message);
            await handler.RunAsync(message, cancellationToken);
        }
        catch (RefusedMessageException e)
        {
            await KeepAsync(function, message, e.Message, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (!IsPassing(e) && Rescheduler.Hops(message) >= MaxUnforeseen)
            {
                await KeepAsync(function, message, $"{e.GetType().Name}: {e.Message}", cancellationToken);
                return;
            }

            var at = await rescheduler.SendAsync(message, cancellationToken);
            if (!IsPassing(e))
            {
                Log.Unforeseen(logger, function, message.MessageId, at, e);
            }
            else if (trouble.About(function).IsDue(out var unwritten))
            {
                Log.Rescheduled(logger, function, message.MessageId, at, e.Message, unwritten);
            }
        }
    }

    private async Task KeepAsync(string function, TriggerMessage message, string reason, CancellationToken cancellationToken)
    {
        try
        {
            await refused.KeepAsync(message, reason, cancellationToken);
            Log.Refused(logger, function, message.MessageId, reason);
        }
        catch (TableException e)
        {
            var at = await rescheduler.SendAsync(message, cancellationToken);
            Log.Rescheduled(logger, function, message.MessageId, at, e.Message, unwritten: 0);
        }
    }

    private static bool IsPassing(Exception e) => e switch
    {
        TableException table => table.IsTransient,
        BusException bus => bus.IsTransient,
        ConfigurationUnavailableException or TimeoutException or OperationCanceledException => true,
        _ => false,
    };

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "{Function} reschedules {MessageId} for {Until:HH:mm:ss}: {Reason} ({Unwritten} similar failures "
                + "since the last line)")]
        public static partial void Rescheduled(
            ILogger logger, string function, string messageId, DateTimeOffset until, string reason, int unwritten);

        [LoggerMessage(
            Level = LogLevel.Error, Message = "{Function} failed unexpectedly for {MessageId} and reschedules it for {Until:HH:mm:ss}")]
        public static partial void Unforeseen(ILogger logger, string function, string messageId, DateTimeOffset until, Exception exception);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Function} refuses {MessageId} and keeps it: {Reason}")]
        public static partial void Refused(ILogger logger, string function, string messageId, string reason);
    }
}
