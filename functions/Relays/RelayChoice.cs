using Butler.Core.Azure.Tables;
using Butler.Core.Commands;
using Butler.Functions.Storage;

namespace Butler.Functions.Relays;

/// <summary>
/// Chooses the relay of a command: of the site's relays that support the command, the one with the latest heartbeat. A delivery goes to a
/// relay whose heartbeat names its destination (<c>deliver:NAME</c>), or else to one whose heartbeat names no destinations, as those of
/// older relays.
/// </summary>
internal sealed class RelayChoice(ITables tables, TimeProvider time)
{
    /// <summary>Chooses a relay.</summary>
    /// <exception cref="NoRelayException">No relay can be chosen; the message says why.</exception>
    public Task<string> ChooseAsync(string site, string kind, CancellationToken cancellationToken) => ChooseAsync(
        new CommandRequest { Id = "", Site = site, Kind = kind, Deadline = time.GetUtcNow() }, cancellationToken);

    /// <summary>Chooses the relay of a command.</summary>
    /// <exception cref="NoRelayException">No relay can be chosen; the message says why.</exception>
    public async Task<string> ChooseAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var (site, kind, destination, except) = (request.Site, request.Kind, request.Destination, request.Except);
        var known = await KnownAsync(site, cancellationToken);
        if (request.Relay is { } named && known.Count > 0)
        {
            known = [known.Find(relay => relay.Name == named) ?? throw new NoRelayException(
                $"Site {site} has no relay \"{named}\" (known: {string.Join(", ", known.Select(relay => relay.Name))}).")];
        }

        var since = time.GetUtcNow() - Heartbeat.TimeToLive;
        var able = known.Where(relay => relay.Can(kind) && !except.Contains(relay.Name) && relay.MayHave(destination)).ToList();
        var best = able.Where(relay => relay.Heard >= since).OrderByDescending(relay => relay.Has(destination))
            .ThenByDescending(relay => relay.Heard).FirstOrDefault();
        if (best is not null)
        {
            return best.Name;
        }

        var silent = able.MaxBy(relay => relay.Heard);
        if (silent is not null && request.MayWaitForRelay)
        {
            return silent.Name;
        }

        var isHeard = known.Any(relay => relay.Heard >= since);
        var lackIt = known.Where(relay => relay.Can(kind)).Select(relay => relay.Name).Order(StringComparer.Ordinal).ToList();
        throw new NoRelayException(
            known.Count == 0 ? $"No relay of site {site} has ever sent a heartbeat."
            : !isHeard ? $"No relay of site {site} has sent a heartbeat within the last three minutes; the last was at "
                + $"{known.Max(relay => relay.Heard):u}."
            : silent is not null ? $"Relay {silent.Name} of site {site} can do {kind}{For(destination)}, but has not sent a heartbeat "
                + $"within the last three minutes; the last was at {silent.Heard:u}."
            : destination is not null && lackIt.Count > 0 ? $"No relay of site {site} names the destination \"{destination}\" under "
                + $"commands.deliver in its relay.yaml (asked or known: {string.Join(", ", lackIt)})."
            : $"No relay of site {site} can do {kind}: its relay.yaml does not allow it, or lacks the settings for it.")
        {
            OfflineSince = silent?.Heard,
            NoneCan = isHeard && silent is null && destination is null,
            NoneHasDestination = isHeard && able.Count == 0 && destination is not null && lackIt.Count > 0,
        };
    }

    private static string For(string? destination) => destination is null ? "" : $" to \"{destination}\"";

    private async Task<List<KnownRelay>> KnownAsync(string site, CancellationToken cancellationToken)
    {
        var known = new List<KnownRelay>();
        var rows = tables.QueryAsync(
            TableNames.Relays, TableFilter.Partition(TableKey.Escape(site)), ["PartitionKey", "RowKey", "EnqueuedTime", "Capabilities"],
            cancellationToken);
        await foreach (var row in rows)
        {
            known.Add(new KnownRelay(
                TableKey.Unescape(row.RowKey), row.Date("EnqueuedTime") ?? DateTimeOffset.MinValue, $",{row.Text("Capabilities")},"));
        }

        return known;
    }

    /// <param name="Name">The relay's name.</param>
    /// <param name="Heard">When the last heartbeat was enqueued, UTC.</param>
    /// <param name="Capabilities">The capabilities, each between commas.</param>
    private sealed record KnownRelay(string Name, DateTimeOffset Heard, string Capabilities)
    {
        public bool Can(string kind) => Capabilities.Contains($",{kind},", StringComparison.Ordinal);

        public bool Has(string? destination) => destination is not null && Can($"{CommandKinds.Deliver}:{destination}");

        public bool MayHave(string? destination) =>
            destination is null || Has(destination) || !Capabilities.Contains($",{CommandKinds.Deliver}:", StringComparison.Ordinal);
    }
}
