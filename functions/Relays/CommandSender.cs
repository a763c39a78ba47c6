using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Core.Time;

namespace Butler.Functions.Relays;

/// <summary>
/// Asks relays. The row is written first and names the relay; then the command is sent, its message id the command's. A second run finds
/// the row and sends the same command to the same relay, where it is done once.
/// </summary>
/// <param name="rows">The <c>Commands</c> table.</param>
/// <param name="choice">Chooses the relay.</param>
/// <param name="bus">The queues.</param>
/// <param name="master">Each relay's key is derived from it; null where the app setting <c>BUTLER_COMMAND_KEY</c> is not set or too short.</param>
/// <param name="keyProblem">What is wrong with that setting, as the end of a sentence.</param>
/// <param name="time">The clock.</param>
internal sealed class CommandSender(CommandRows rows, RelayChoice choice, IServiceBus bus, MasterKey? master, string? keyProblem, TimeProvider time)
{
    /// <summary>How long a command stays worth doing, at least, after nobody waits for it any more.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(45);

    private static readonly Backoff Looks = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1)) { Factor = 1.5 };

    /// <summary>Whether commands can be signed at all.</summary>
    public bool CanSign => master is not null;

    /// <summary>Sends a command, or sends it again.</summary>
    /// <returns>Its row: of an earlier sending it may have ended already.</returns>
    /// <exception cref="NoRelayException">No relay can do it now, or commands cannot be signed.</exception>
    public async Task<CommandRow> SendAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        if (master is null)
        {
            throw new NoRelayException($"Commands cannot be signed: the app setting BUTLER_COMMAND_KEY {keyProblem}.");
        }

        var row = await rows.FindAsync(request.Id, cancellationToken) ?? await AddAsync(request, cancellationToken);
        var now = time.GetUtcNow();
        if (row.Status is null && row.Command.Deadline > now)
        {
            await bus.SendAsync(QueueNames.Commands(row.Command.Relay), CommandMessage.Of(row.Command, master.ForRelay(row.Command.Site, row.Command.Relay), now), cancellationToken);
        }

        return row;
    }

    /// <summary>The row of a command; null where there is none.</summary>
    public Task<CommandRow?> FindAsync(string id, CancellationToken cancellationToken) => rows.FindAsync(id, cancellationToken);

    /// <summary>Asks, and waits for the answer.</summary>
    /// <param name="kind">One of <see cref="CommandKinds"/>.</param>
    /// <param name="site">The site.</param>
    /// <param name="arguments">What the kind needs.</param>
    /// <param name="wait">How long to wait.</param>
    /// <param name="requestedBy">Who asks, for the record.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The row; its status is null where the answer did not come in time, and may still come.</returns>
    /// <exception cref="NoRelayException">No relay can do it now, or commands cannot be signed.</exception>
    public async Task<CommandRow> AskAsync(
        string kind, string site, JsonElement? arguments, TimeSpan wait, string? requestedBy, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var row = await SendAsync(
            new CommandRequest
            {
                Id = Guid.CreateVersion7(time.GetUtcNow()).ToString(),
                Kind = kind,
                Site = site,
                Arguments = arguments,
                RequestedBy = requestedBy,
                Deadline = time.GetUtcNow() + wait + Grace,
            },
            cancellationToken);
        for (var look = 1; row.Status is null && time.GetElapsedTime(started) + Looks.Pause(look) <= wait; look++)
        {
            await Task.Delay(Looks.Pause(look), time, cancellationToken);
            row = await rows.FindAsync(row.Command.Id, cancellationToken) ?? row;
        }

        return row;
    }

    private async Task<CommandRow> AddAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var command = new Command
        {
            Id = request.Id,
            Kind = request.Kind,
            Site = request.Site,
            Relay = await choice.ChooseAsync(request.Site, request.Kind, request.Destination, request.Except, cancellationToken),
            Deadline = request.Deadline,
            RequestedBy = request.RequestedBy,
            Arguments = request.Arguments,
        };
        await rows.AddAsync(command, cancellationToken);
        return await rows.FindAsync(request.Id, cancellationToken)
            ?? throw new InvalidOperationException($"The row of command {request.Id} is gone right after it was written.");
    }
}
