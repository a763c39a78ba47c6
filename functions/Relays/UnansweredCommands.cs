using Butler.Core.Commands;
using Butler.Functions.Timers;

namespace Butler.Functions.Relays;

/// <summary>
/// Each hour: ends commands whose deadline is long over and to which no answer came, so that none stays open for ever. One that was written
/// down but never sent is among them; of none can be said whether it was done.
/// </summary>
internal sealed partial class UnansweredCommands(CommandRows commands, RelayReplies replies, TimeProvider time, ILogger<UnansweredCommands> logger) : ITimerHandler
{
    /// <summary>Longer than a reply may lie on its queue.</summary>
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
                    Error = $"Relay {command.Relay} has not answered; whether it was done is not known.",
                },
                cancellationToken);
            Log.Unanswered(logger, command.Kind, command.Id, command.Relay);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "No answer came to {Kind} {Id} from relay {Relay}; it is noted as unknown how it ended")]
        public static partial void Unanswered(ILogger logger, string kind, string id, string relay);
    }
}
