using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Core.Time;

namespace Butler.Functions.Relays;

/// <summary>
/// Sends commands to relays. The row is written first and names the relay; then the command is sent, with its id as the message id. A
/// second run finds the row and sends the same command to the same relay, which executes it once.
/// </summary>
/// <param name="rows">The <c>Commands</c> table.</param>
/// <param name="choice">Chooses the relay.</param>
/// <param name="answers">Tells of answers that arrive in this process.</param>
/// <param name="bus">The queues.</param>
/// <param name="master">
/// The master key, from which each relay's key is derived; null when the app setting <c>BUTLER_COMMAND_KEY</c> is not set or too short.
/// </param>
/// <param name="keyProblem">The problem of that setting, as the end of a sentence.</param>
/// <param name="time">The clock.</param>
internal sealed class CommandSender(
    CommandRows rows, RelayChoice choice, CommandAnswers answers, IServiceBus bus, MasterKey? master, string? keyProblem, TimeProvider time)
{
    /// <summary>The minimum time that a command stays valid after the caller has stopped waiting.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(45);

    private static readonly Backoff Looks = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(500)) { Factor = 1.2 };

    /// <summary>Whether commands can be signed.</summary>
    public bool CanSign => master is not null;

    /// <summary>Sends a command, or sends it again.</summary>
    /// <returns>The row; if the command was sent before, it may have ended.</returns>
    /// <exception cref="NoRelayException">No relay can execute the command now, or commands cannot be signed.</exception>
    public async Task<CommandRow> SendAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        if (master is null)
        {
            throw new NoRelayException($"Commands cannot be signed: the app setting BUTLER_COMMAND_KEY {keyProblem}.");
        }

        var known = request.IsNew ? null : await rows.FindAsync(request.Id, cancellationToken);
        var row = known ?? await AddAsync(request, cancellationToken);
        var now = time.GetUtcNow();
        if (row.Status is null && row.Command.Deadline > now)
        {
            await bus.SendAsync(
                QueueNames.Commands(row.Command.Relay),
                CommandMessage.Of(row.Command, master.ForRelay(row.Command.Site, row.Command.Relay), now), cancellationToken);
        }

        return row;
    }

    /// <summary>Finds the row of a command; null if the row does not exist.</summary>
    public Task<CommandRow?> FindAsync(string id, CancellationToken cancellationToken) => rows.FindAsync(id, cancellationToken);

    /// <summary>Sends a command, and waits for the answer.</summary>
    /// <param name="kind">One of <see cref="CommandKinds"/>.</param>
    /// <param name="site">The site.</param>
    /// <param name="arguments">The arguments, which depend on the kind.</param>
    /// <param name="wait">How long to wait.</param>
    /// <param name="requestedBy">The requester, for the audit log.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The row; its status is null when the answer did not arrive in time; it may still arrive.</returns>
    /// <exception cref="NoRelayException">No relay can execute the command now, or commands cannot be signed.</exception>
    public Task<CommandRow> AskAsync(
        string kind, string site, JsonElement? arguments, TimeSpan wait, string? requestedBy, CancellationToken cancellationToken) =>
        AskAsync(kind, site, relay: null, arguments, wait, requestedBy, cancellationToken);

    /// <param name="kind">One of <see cref="CommandKinds"/>.</param>
    /// <param name="site">The site.</param>
    /// <param name="relay">The relay that must answer; null: the best one of the site.</param>
    /// <param name="arguments">The arguments, which depend on the kind.</param>
    /// <param name="wait">How long to wait.</param>
    /// <param name="requestedBy">The requester, for the audit log.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <inheritdoc cref="AskAsync(string, string, JsonElement?, TimeSpan, string?, CancellationToken)"/>
    public async Task<CommandRow> AskAsync(
        string kind, string site, string? relay, JsonElement? arguments, TimeSpan wait, string? requestedBy,
        CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var id = Guid.CreateVersion7(time.GetUtcNow()).ToString();
        using var answer = answers.Expect(id);
        var row = await SendAsync(
            new CommandRequest
            {
                Id = id,
                IsNew = true,
                Kind = kind,
                Site = site,
                Relay = relay,
                Arguments = arguments,
                RequestedBy = requestedBy,
                Deadline = time.GetUtcNow() + wait + Grace,
            },
            cancellationToken);
        return await WaitAsync(row, answer, wait - time.GetElapsedTime(started), cancellationToken);
    }

    /// <summary>Expects the answer to a command that is about to be sent.</summary>
    /// <param name="id">The command's id.</param>
    public CommandAnswers.Expected Expect(string id) => answers.Expect(id);

    /// <summary>Waits for the answer to a command that was sent.</summary>
    /// <param name="row">The row of the command.</param>
    /// <param name="answer">The answer, expected since before the command was sent.</param>
    /// <param name="wait">How long to wait.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The row; its status is null when the answer did not arrive in time; it may still arrive.</returns>
    public async Task<CommandRow> WaitAsync(
        CommandRow row, CommandAnswers.Expected answer, TimeSpan wait, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        for (var look = 1; row.Status is null && time.GetElapsedTime(started) + Looks.Pause(look) <= wait; look++)
        {
            await answer.WaitAsync(Looks.Pause(look), cancellationToken);
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
            Relay = await choice.ChooseAsync(request, cancellationToken),
            Deadline = request.Deadline,
            RequestedBy = request.RequestedBy,
            Arguments = request.Arguments,
        };
        return await rows.AddAsync(command, cancellationToken)
            ?? await rows.FindAsync(request.Id, cancellationToken)
            ?? throw new InvalidOperationException($"The row of command {request.Id} was missing although it exists.");
    }
}
