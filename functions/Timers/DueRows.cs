using System.Globalization;
using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.Tables;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Storage;

namespace Butler.Functions.Timers;

/// <summary>
/// Wake-ups: a scheduled message on <c>timers</c>, and a row in <c>Due</c> that a sweep finds by time if the message is lost. The names of
/// both are derived from kind, id and time, so a repeated request changes nothing.
/// </summary>
internal sealed class DueRows(ITables tables, IServiceBus bus, TimeProvider time)
{
    private const string MinuteFormat = "yyyyMMddHHmm";

    /// <summary>
    /// Schedules a call of TimerDue at the end of the minute of <paramref name="at"/>, so that requests within a minute wake once.
    /// </summary>
    public Task WakeAsync(string kind, string id, DateTimeOffset at, CancellationToken cancellationToken) =>
        WakeAsync(new TimerMessage(kind, id, Floor(at, TimeSpan.TicksPerMinute).AddMinutes(1)), cancellationToken);

    /// <summary>Schedules a call of TimerDue at a time, rounded up to a whole second; for a past time at once.</summary>
    public Task WakeAtAsync(string kind, string id, DateTimeOffset at, CancellationToken cancellationToken) =>
        WakeAsync(new TimerMessage(kind, id, Floor(at.AddTicks(TimeSpan.TicksPerSecond - 1), TimeSpan.TicksPerSecond)), cancellationToken);

    /// <summary>Removes the row of a completed timer.</summary>
    public Task DoneAsync(TimerMessage timer, CancellationToken cancellationToken)
    {
        var row = Row(timer);
        return tables.DeleteAsync(TableNames.Due, row.PartitionKey, row.RowKey, "*", cancellationToken);
    }

    /// <summary>The rows of timers that are overdue by <paramref name="overdue"/>.</summary>
    public async Task<IReadOnlyList<TableRow>> OverdueAsync(TimeSpan overdue, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var found = new List<TableRow>();
        var before = (now - overdue).UtcDateTime.ToString(MinuteFormat, CultureInfo.InvariantCulture);
        await foreach (var row in tables.QueryAsync(TableNames.Due, TableFilter.PartitionsUpTo(before), [], cancellationToken))
        {
            found.Add(row);
        }

        return found;
    }

    /// <summary>Sends the message of an overdue row again.</summary>
    public Task WakeAgainAsync(TableRow row, CancellationToken cancellationToken)
    {
        // The hop is the minute of the sweep, so that a timer is sent at most once a minute by all instances.
        var now = time.GetUtcNow();
        var timer = new TimerMessage(row.Text("Kind") ?? "", row.Text("Id") ?? "", row.Date("At") ?? now);
        return SendAsync(timer, at: null, hop: (int)(now - timer.Due).TotalMinutes + 1, cancellationToken);
    }

    private async Task WakeAsync(TimerMessage timer, CancellationToken cancellationToken)
    {
        await tables.UpsertAsync(TableNames.Due, Row(timer), cancellationToken);
        await SendAsync(timer, timer.Due, hop: 0, cancellationToken);
    }

    private Task SendAsync(TimerMessage timer, DateTimeOffset? at, int hop, CancellationToken cancellationToken) =>
        bus.SendAsync(
            QueueNames.Timers,
            new QueueMessage
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(timer, TimersJson.Default.TimerMessage),
                MessageId = EventIdentity.MessageId($"{timer.Kind}:{timer.Id}:{Minute(timer)}{Second(timer)}", 1, hop),
                Label = timer.Kind,
                ScheduledEnqueueTime = at,
            },
            cancellationToken);

    /// <summary>The partition is the minute, by which the sweep reads; the row key has the second.</summary>
    private static TableRow Row(TimerMessage timer) =>
        new TableRow(Minute(timer), TableKey.Escape($"{timer.Kind}:{timer.Id}{Second(timer)}"))
            .Set("Kind", timer.Kind).Set("Id", timer.Id).Set("At", timer.Due);

    private static string Minute(TimerMessage timer) => timer.Due.UtcDateTime.ToString(MinuteFormat, CultureInfo.InvariantCulture);

    private static string Second(TimerMessage timer) =>
        timer.Due.Second == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $":{timer.Due.Second:00}");

    private static DateTimeOffset Floor(DateTimeOffset at, long ticks) => new(at.UtcTicks - (at.UtcTicks % ticks), TimeSpan.Zero);
}
