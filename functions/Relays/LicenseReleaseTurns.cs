using System.Globalization;
using System.Text.Json;
using Butler.Core.Commands;
using Butler.Core.Time;

namespace Butler.Functions.Relays;

/// <summary>
/// Gives one relay of a site the turn to release access licenses in a slot. The row of the command is the claim: its id is made of the
/// site, the slot and the number of the attempt, so only the first relay that reports the slot gets a row, and a second run finds it.
/// </summary>
/// <remarks>
/// Another attempt, by any relay that still reports the slot, follows only when the one before released nothing, or when it is unknown how
/// it ended and its relay is silent or reports the slot again.
/// </remarks>
internal sealed partial class LicenseReleaseTurns(
    CommandSender sender, RelayRows relays, TimeProvider time, ILogger<LicenseReleaseTurns> logger)
{
    /// <summary>More attempts than relays make in a day; then the next slot follows.</summary>
    private const int MaxAttempts = 50;

    /// <summary>The time for a turn to begin. A relay that is offline loses the turn after it.</summary>
    private static readonly TimeSpan TimeToBegin = TimeSpan.FromMinutes(10);

    /// <summary>A slot that lies further in the future comes from a wrong clock.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(15);

    private readonly QuietLog trouble = new(time, TimeSpan.FromHours(1));

    /// <summary>Gives the relay its turn, if it reports a slot and no other relay has the turn. It is safe to repeat.</summary>
    public async Task BeatAsync(Heartbeat heartbeat, CancellationToken cancellationToken)
    {
        if (heartbeat.LicenseReleaseDue is not { } slot)
        {
            return;
        }

        try
        {
            if (slot > time.GetUtcNow() + ClockTolerance)
            {
                throw new NoRelayException($"the slot {slot:u} is in the future; check the clock of its machine");
            }

            await GiveAsync(heartbeat, slot, cancellationToken);
        }
        catch (NoRelayException problem)
        {
            // The relay warns of a turn that does not come.
            if (trouble.IsDue())
            {
                Log.NotGiven(logger, heartbeat.Relay, heartbeat.Site, problem.Message);
            }
        }
    }

    private async Task GiveAsync(Heartbeat heartbeat, DateTimeOffset slot, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"license-release:{heartbeat.Site}:{slot.UtcDateTime:s}Z:{attempt}");
            var row = await sender.FindAsync(id, cancellationToken);
            switch (row?.Status)
            {
                case null:
                    // A turn that is given already is sent again, to the relay that has it.
                    await SendAsync(id, heartbeat, new ReleaseLicensesArguments { Slot = slot }, cancellationToken);
                    return;
                case CommandStatus.Succeeded:
                    await SayDoneAsync(heartbeat, slot, row.Command.Relay, cancellationToken);
                    return;
                case CommandStatus.OutcomeUnknown when row.Command.Relay != heartbeat.Relay
                    && await AliveAsync(row.Command, cancellationToken) is { } holder:
                    if (holder.LicenseReleaseDue != slot)
                    {
                        await SayDoneAsync(heartbeat, slot, row.Command.Relay, cancellationToken);
                    }

                    return;
            }
        }

        throw new NoRelayException($"all attempts of the slot {slot:u} failed, so the next slot is awaited");
    }

    /// <summary>Tells a relay that another one has run the slot. What is lost is told again in the next hour.</summary>
    private Task<CommandRow> SayDoneAsync(
        Heartbeat heartbeat, DateTimeOffset slot, string doneBy, CancellationToken cancellationToken) => SendAsync(
        string.Create(
            CultureInfo.InvariantCulture,
            $"license-release:{heartbeat.Site}:{slot.UtcDateTime:s}Z:done:{heartbeat.Relay}:{time.GetUtcNow():yyyyMMddHH}"),
        heartbeat,
        new ReleaseLicensesArguments { Slot = slot, DoneBy = doneBy },
        cancellationToken);

    private Task<CommandRow> SendAsync(
        string id, Heartbeat heartbeat, ReleaseLicensesArguments arguments, CancellationToken cancellationToken) =>
        sender.SendAsync(
            new CommandRequest
            {
                Id = id,
                Kind = CommandKinds.ReleaseLicenses,
                Site = heartbeat.Site,
                Relay = heartbeat.Relay,
                Arguments = JsonSerializer.SerializeToElement(arguments, CommandJson.Default.ReleaseLicensesArguments),
                RequestedBy = "the release of access licenses",
                Deadline = time.GetUtcNow() + TimeToBegin,
            },
            cancellationToken);

    /// <summary>The last heartbeat of a command's relay; null when the relay is silent.</summary>
    private async Task<Heartbeat?> AliveAsync(Command command, CancellationToken cancellationToken) =>
        await relays.FindRelayAsync(command.Site, command.Relay, cancellationToken) is { } row
            && row.Heard >= time.GetUtcNow() - Heartbeat.TimeToLive ? row.Last : null;

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning, Message = "Relay {Relay} of site {Site} waits for its turn to release access licenses: {Problem}")]
        public static partial void NotGiven(ILogger logger, string relay, string site, string problem);
    }
}
