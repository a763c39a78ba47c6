using System.Globalization;
using System.Text.Json;
using Butler.Core.Events;
using Butler.Core.Relays;
using Butler.Core.ServiceBus;
using Butler.Core.Tables;
using Butler.Functions.Hosting;
using Butler.Functions.Monitoring;

namespace Butler.Functions.Alerting;

/// <summary>
/// Sums up events that were received too long ago to be alerted one by one: they gather in the <c>Incidents</c> table by route,
/// and a timer makes one event of them.
/// </summary>
internal sealed class LateEvents(ITables tables, IServiceBus bus, DueRows due, TimeProvider time) : IDueHandler
{
    private const int MostNamed = 20;
    private static readonly TimeSpan Gathering = TimeSpan.FromMinutes(1);

    /// <summary>The kind of timer that ends a gathering; its id is the route's name.</summary>
    public string Kind => "late";

    /// <summary>Adds an event to what the given routes will sum up.</summary>
    public async Task RecordAsync(IReadOnlyList<string> routes, CloudEvent @event, TaskEventData? task, CancellationToken cancellationToken)
    {
        foreach (var route in routes)
        {
            await tables.UpsertAsync(
                TableNames.Incidents,
                new TableEntity(Partition(route), TableKey.Escape(@event.Id))
                    .Set("EventTime", @event.OrderTime)
                    .Set("Site", @event.Site)
                    .Set("What", task?.TaskName is { } name ? $"{@event.Type}: {name}" : @event.Type),
                cancellationToken);
            await due.WakeAsync(Kind, route, time.GetUtcNow() + Gathering, cancellationToken);
        }
    }

    /// <summary>Makes one event of all that has gathered for a route. The event's id comes from route and members: to run again is the same event.</summary>
    public async Task DueAsync(TimerMessage timer, CancellationToken cancellationToken)
    {
        var route = timer.Id;
        var members = new List<TableEntity>();
        await foreach (var row in tables.QueryAsync(TableNames.Incidents, TableFilter.Partition(Partition(route)), [], cancellationToken))
        {
            members.Add(row);
        }

        if (members.Count == 0)
        {
            return;
        }

        var site = members[0].Text("Site") ?? "none";
        var id = $"{site}:late:{EventIdentity.Hash(string.Join('\n', members.Select(m => m.RowKey).Prepend(route)))}";
        var now = time.GetUtcNow();
        var summary = new CloudEvent
        {
            Id = id,
            Source = $"/sense/{Uri.EscapeDataString(site)}/butler",
            Type = EventTypes.EventLate,
            Time = now,
            ReceivedTime = now,
            Site = site,
            Data = JsonSerializer.SerializeToElement(Summary(route, members), AlertingJson.Default.LateSummary),
        };
        await bus.SendAsync(
            QueueNames.Events,
            new QueueMessage { Body = summary.Encode(), MessageId = EventIdentity.MessageId(id), Label = summary.Type },
            cancellationToken);
        foreach (var member in members)
        {
            await tables.DeleteAsync(TableNames.Incidents, member.PartitionKey, member.RowKey, "*", cancellationToken);
        }
    }

    private static LateSummary Summary(string route, List<TableEntity> members) => new()
    {
        Route = route,
        Count = members.Count,
        First = members.Min(m => m.Date("EventTime")) ?? default,
        Last = members.Max(m => m.Date("EventTime")) ?? default,
        Events = [.. members.OrderBy(m => m.Date("EventTime")).Take(MostNamed).Select(m =>
            string.Create(CultureInfo.InvariantCulture, $"{m.Date("EventTime"):u} {m.Text("What")}"))],
    };

    private static string Partition(string route) => "late-" + TableKey.Escape(route);
}
