using Butler.Core.Azure.Tables;
using Butler.Core.Events;
using Butler.Core.Text;
using Butler.Functions.Alerts;
using Butler.Functions.Storage;

namespace Butler.Functions.Throttling;

/// <summary>
/// Limits the frequency of alerts, over restarts and any number of instances. A window is a row that belongs to the delivery that reserved
/// it: <em>reserved</em> when planned, <em>confirmed</em> when sent, released when dead. Events that are held back meanwhile have rows of
/// their own in the same partition. The next delivery claims and counts them, and they are deleted when it is sent.
/// </summary>
internal sealed class Throttle(ITables tables, TimeProvider time)
{
    private const string WindowRow = "window";
    private const string HeldPrefix = "held-";
    private const int MaxPerTransaction = 100;

    /// <summary>
    /// Reserves a window for a delivery, or holds the event back. A repeated call gives the same result while the window lasts.
    /// </summary>
    /// <returns>The hold, or null when the event is held back.</returns>
    public async Task<ThrottleHold?> ReserveAsync(
        string key, string holder, TimeSpan every, CloudEvent @event, CancellationToken cancellationToken)
    {
        if (await TryTakeWindowAsync(key, holder, every, cancellationToken) is not { } window)
        {
            await tables.UpsertAsync(
                TableNames.Throttles,
                new TableRow(key, HeldPrefix + holder).Set("EventTime", @event.OrderTime).Set(
                    "EventId", TextCut.Beginning(@event.Id, 500)),
                cancellationToken);
            return null;
        }

        var claimed = await ClaimAsync(key, holder, cancellationToken);
        return new ThrottleHold
        {
            Key = key,
            Holder = holder,
            HeldBack = claimed.Count,
            Since = claimed.Count > 0 ? claimed.Min(row => row.Date("EventTime")) : null,
            Until = window.Until,
            ETag = window.ETag,
        };
    }

    /// <summary>
    /// Records that the delivery was sent: confirms the window, even if a delivery that shared it was given up, and deletes the reported
    /// events.
    /// </summary>
    public async Task ConfirmAsync(ThrottleHold hold, CancellationToken cancellationToken)
    {
        if (hold.ETag is null || !await IsConfirmedAsync(hold, hold.ETag, cancellationToken))
        {
            await ConfirmFoundAsync(hold, cancellationToken);
        }

        if (hold.HeldBack == 0)
        {
            return;
        }

        var told = await HeldAsync(hold.Key, row => row.Text("ClaimedBy") == hold.Holder, cancellationToken);
        foreach (var some in told.Chunk(MaxPerTransaction))
        {
            await tables.TransactAsync(
                TableNames.Throttles, [.. some.Select(row => new TableWrite(TableWriteKind.Delete, row, "*"))], cancellationToken);
        }
    }

    /// <summary>Records that the delivery is dead: the next event may alert again, and reports the events of this delivery.</summary>
    public async Task ReleaseAsync(ThrottleHold hold, CancellationToken cancellationToken)
    {
        var window = await tables.GetAsync(TableNames.Throttles, hold.Key, WindowRow, cancellationToken);
        if (window?.Text("Holder") == hold.Holder && window.Text("State") == "reserved")
        {
            await tables.DeleteAsync(TableNames.Throttles, hold.Key, WindowRow, window.ETag!, cancellationToken);
        }

        foreach (var row in await HeldAsync(hold.Key, row => row.Text("ClaimedBy") == hold.Holder, cancellationToken))
        {
            await tables.MergeAsync(
                TableNames.Throttles, new TableRow(row.PartitionKey, row.RowKey).Set("ClaimedBy", ""), row.ETag!, cancellationToken);
        }
    }

    /// <summary>Confirms the window as it was reserved; false when it has changed since.</summary>
    private async Task<bool> IsConfirmedAsync(ThrottleHold hold, string etag, CancellationToken cancellationToken)
    {
        var confirmed = new TableRow(hold.Key, WindowRow).Set("State", "confirmed");
        return await tables.MergeAsync(TableNames.Throttles, confirmed, etag, cancellationToken) is not null;
    }

    private async Task ConfirmFoundAsync(ThrottleHold hold, CancellationToken cancellationToken)
    {
        var window = await tables.GetAsync(TableNames.Throttles, hold.Key, WindowRow, cancellationToken);
        if (window is null && hold.Until > time.GetUtcNow())
        {
            await tables.InsertAsync(TableNames.Throttles, Window(hold.Key, hold.Holder, "confirmed", hold.Until), cancellationToken);
        }
        else if (window?.Text("Holder") == hold.Holder && window.Text("State") == "reserved")
        {
            await IsConfirmedAsync(hold, window.ETag!, cancellationToken);
        }
    }

    /// <summary>Takes a window and returns its end and ETag; null while another delivery holds it.</summary>
    private async Task<(DateTimeOffset Until, string ETag)?> TryTakeWindowAsync(
        string key, string holder, TimeSpan every, CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = time.GetUtcNow();
            var mine = Window(key, holder, "reserved", now + every);
            if (await tables.InsertAsync(TableNames.Throttles, mine, cancellationToken) is { } inserted)
            {
                return (now + every, inserted);
            }

            var window = await tables.GetAsync(TableNames.Throttles, key, WindowRow, cancellationToken);
            if (window is null)
            {
                continue;
            }

            if (window.Text("Holder") == holder)
            {
                return (window.Date("Until") ?? now + every, window.ETag!);
            }

            if (window.Date("Until") > now)
            {
                return null;
            }

            if (await tables.ReplaceAsync(TableNames.Throttles, mine, window.ETag!, cancellationToken) is { } replaced)
            {
                return (now + every, replaced);
            }
        }
    }

    private static TableRow Window(string key, string holder, string state, DateTimeOffset until) =>
        new TableRow(key, WindowRow).Set("Holder", holder).Set("State", state).Set("Until", until);

    /// <summary>
    /// Claims the events held back that no other delivery has claimed. A row belongs to the first delivery that claims it.
    /// </summary>
    private async Task<List<TableRow>> ClaimAsync(string key, string holder, CancellationToken cancellationToken)
    {
        var held = await HeldAsync(key, row => row.Text("ClaimedBy") is null or "" || row.Text("ClaimedBy") == holder, cancellationToken);

        // An earlier run of the same plan may have held this event back before it stopped.
        if (held.Find(row => row.RowKey == HeldPrefix + holder) is { } own)
        {
            await tables.DeleteAsync(TableNames.Throttles, key, own.RowKey, "*", cancellationToken);
            held.Remove(own);
        }

        var claimed = held.Where(row => row.Text("ClaimedBy") == holder).ToList();
        foreach (var some in held.Except(claimed).ToList().Chunk(MaxPerTransaction))
        {
            var writes = some.Select(row => new TableWrite(
                TableWriteKind.Merge, new TableRow(row.PartitionKey, row.RowKey).Set("ClaimedBy", holder), row.ETag)).ToList();
            if (await tables.TransactAsync(TableNames.Throttles, writes, cancellationToken) is null)
            {
                claimed.AddRange(some);
            }
        }

        return claimed;
    }

    private async Task<List<TableRow>> HeldAsync(string key, Func<TableRow, bool> which, CancellationToken cancellationToken)
    {
        var rows = new List<TableRow>();
        await foreach (var row in tables.QueryAsync(TableNames.Throttles, TableFilter.RowPrefix(key, HeldPrefix), [], cancellationToken))
        {
            if (which(row))
            {
                rows.Add(row);
            }
        }

        return rows;
    }
}
