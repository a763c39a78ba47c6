using System.Text.Json;
using Butler.Core.Azure.Tables;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Api;
using Butler.Functions.Plans;

namespace Butler.Functions.Delivering.Replaying;

/// <summary><c>/api/v4/deliveries</c>: lists deliveries and replays dead ones. The answers hold no secrets.</summary>
internal sealed class DeliveriesApi(DeliveryFinder finder, FilterNames names, Replays replays, RecordedEvents events, Circuits circuits)
{
    /// <summary><c>GET deliveries</c>: a page of deliveries.</summary>
    public IHttpHandler List { get; } = new ApiHandler<DeliveryPage>(DeliveriesJson.Default.DeliveryPage, async context =>
    {
        var query = DeliveryQuery.Read(context.Request.Query);
        var (items, continuation) = await finder.PageAsync(query, context.RequestAborted);
        if (items.Count == 0 && query.Continuation is null)
        {
            await names.CheckAsync(query, context.RequestAborted);
        }

        return new(new DeliveryPage { Deliveries = items, Continuation = continuation, Away = circuits.Open });
    });

    /// <summary><c>GET deliveries/{id}</c>: a delivery with its event.</summary>
    public IHttpHandler Show { get; } = new ApiHandler<DeliveryDetail>(DeliveriesJson.Default.DeliveryDetail, async context =>
    {
        var id = Id(context);
        if (DeliveryReference.TryParse(id) is not { } reference
            || await finder.FindAsync(reference, context.RequestAborted) is not { Row: var row } delivery)
        {
            throw new ProblemException(
                404, "No such delivery",
                $"There is no delivery {id}; GET /api/v4/deliveries lists them. Rows are deleted after the retention.");
        }

        var found = row.Payload("Message") is { } kept
            ? JsonSerializer.Deserialize(kept, AlertsJson.Default.DeliveryMessage)!.Event
            : (await events.FindAsync(
                row.Text("Site"), row.Text("EventId") ?? TableKey.Unescape(row.PartitionKey), context.RequestAborted))?.Event;
        return new(new DeliveryDetail
        {
            Delivery = DeliveryFinder.Item(row, delivery.First?.Reference),
            Event = found is null ? null : JsonSerializer.SerializeToElement(found, EventJson.Default.CloudEvent),
        });
    });

    /// <summary><c>POST deliveries/{id}/replay</c>: replays a delivery.</summary>
    public IHttpHandler Replay { get; } = new ApiHandler<ReplayAnswer>(DeliveriesJson.Default.ReplayAnswer, async context =>
    {
        var force = context.Request.Query["force"].ToString().Equals("true", StringComparison.OrdinalIgnoreCase);
        return new(await replays.ReplayAsync(Id(context), force, context.RequestAborted), 202);
    });

    /// <summary><c>POST deliveries/replay</c>: replays several deliveries.</summary>
    public IHttpHandler ReplayMany { get; } = new ApiHandler<ReplayPage>(DeliveriesJson.Default.ReplayPage, async context =>
    {
        var request = await JsonSerializer.DeserializeAsync(
            context.Request.Body, DeliveriesJson.Default.ReplayRequest, context.RequestAborted)
            ?? throw new JsonException("it is null");
        return new(await replays.ReplayAsync(request, context.RequestAborted), 202);
    });

    /// <summary><c>GET events/{id}</c>: a recorded event.</summary>
    public IHttpHandler Event { get; } = new ApiHandler<RecordedEvent>(DeliveriesJson.Default.RecordedEvent, async context =>
    {
        var (id, site) = (Id(context), context.Request.Query["site"].ToString());
        var recorded = await events.FindAsync(site.Length > 0 ? site : null, id, context.RequestAborted)
            ?? throw new ProblemException(404, "No such event", $"There is no event "
                + $"{id}{(site.Length > 0 ? $" of site {site}" : "; ?site= names its site")}. Rows are deleted after the retention.");
        return new(new RecordedEvent
        {
            State = recorded.State,
            Routes = recorded.Plan?.Routes ?? [],
            Event = JsonSerializer.SerializeToElement(recorded.Event, EventJson.Default.CloudEvent),
        });
    });

    private static string Id(HttpContext context) => context.Request.RouteValues["id"]?.ToString() ?? "";
}
