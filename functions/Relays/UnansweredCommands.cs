using Butler.Core.Commands;
using Butler.Functions.Timers;

namespace Butler.Functions.Relays;

/// <summary>
/// Runs every hour: ends commands without an answer whose deadline passed long ago, so that none stays open indefinitely. They include
/// commands that were recorded but never sent. For none of them is it known whether it was executed.
/// </summary>
internal sealed partial class UnansweredCommands(
    CommandRows commands, RelayReplies replies, TimeProvider time, ILogger<UnansweredCommands> logger) : ITimerHandler
{
    /// <summary>Longer than a reply may wait on its queue.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var command in commands.OverdueAsync(time.GetUtcNow() - Grace, cancellationToken))
        {
            await replies.EndAsync(
                new CommandReply
                {
                    Id = command.Id,
                    Site = command.Site,
                    Relay = command.Relay,
                    Status = CommandStatus.OutcomeUnknown,
                    Error = $"Relay {command.Relay} has not answered; it is unknown whether it was done.",
                },
                cancellationToken);
            Log.Unanswered(logger, command.Kind, command.Id, command.Relay);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning, Message = "No answer to {Kind} {Id} came from relay {Relay}; its outcome is recorded as unknown")]
        public static partial void Unanswered(ILogger logger, string kind, string id, string relay);
    }
}
