using System.Text.Json;
using Butler.Core.Api;
using Butler.Core.Azure.Tables;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Plans;

namespace Butler.Functions.Delivering.Replaying;

/// <summary><c>/api/v4/deliveries</c>: lists deliveries and replays dead ones. The answers hold no secrets.</summary>
internal sealed class DeliveriesApi(DeliveryFinder finder, FilterNames names, Replays replays, RecordedEvents events, Circuits circuits)
    : IApi
{
    private static readonly ApiField Part = ApiField.Text("id", "The delivery's id, as the list has it.");

    public string Group => "Deliveries and events";

    /// <summary><c>GET deliveries</c>: a page of deliveries.</summary>
    public ApiRoute List { get; } = new("v4/deliveries", new ApiOperation<DeliveryPage>(
        "GET", "Lists deliveries.", DeliveriesJson.Default.DeliveryPage, async context =>
    {
        var query = DeliveryQuery.Read(context.Request.Query);
        var (items, continuation) = await finder.PageAsync(query, context.RequestAborted);
        if (items.Count == 0 && query.Continuation is null)
        {
            await names.CheckAsync(query, context.RequestAborted);
        }

        return new(new DeliveryPage { Deliveries = items, Continuation = continuation, Away = circuits.Open });
    })
    {
        Query = DeliveryQuery.Fields,
    });

    /// <summary><c>GET deliveries/{id}</c>: a delivery with its event.</summary>
    public ApiRoute Show { get; } = new("v4/deliveries/{id}", new ApiOperation<DeliveryDetail>(
        "GET", "Shows a delivery with its event.", DeliveriesJson.Default.DeliveryDetail, async context =>
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
    })
    {
        Also = [(404, "There is no such delivery.")],
    })
    {
        Parts = [Part],
    };

    /// <summary><c>POST deliveries/{id}/replay</c>: replays a delivery.</summary>
    public ApiRoute Replay { get; } = new("v4/deliveries/{id}/replay", new ApiOperation<ReplayAnswer>(
        "POST", "Replays a delivery.", DeliveriesJson.Default.ReplayAnswer, async context =>
    {
        var force = context.Request.Query["force"].ToString().Equals("true", StringComparison.OrdinalIgnoreCase);
        return new(await replays.ReplayAsync(Id(context), force, context.RequestAborted));
    })
    {
        Query = [ApiField.Boolean("force", "Whether a delivery that was sent is sent once more.")],
        Status = StatusCodes.Status202Accepted,
        Also = [(404, "There is no such delivery."), (409, "The delivery is not dead.")],
    })
    {
        Parts = [Part],
    };

    /// <summary><c>POST deliveries/replay</c>: replays several deliveries.</summary>
    public ApiRoute ReplayMany { get; } = new("v4/deliveries/replay", new ApiOperation<ReplayPage>(
        "POST", "Replays the dead deliveries that match.", DeliveriesJson.Default.ReplayPage, async context =>
    {
        var request = await JsonSerializer.DeserializeAsync(
            context.Request.Body, DeliveriesJson.Default.ReplayRequest, context.RequestAborted)
            ?? throw new JsonException("it is null");
        return new(await replays.ReplayAsync(request, context.RequestAborted));
    })
    {
        BodyType = DeliveriesJson.Default.ReplayRequest,
        Status = StatusCodes.Status202Accepted,
    });

    /// <summary><c>GET events/{id}</c>: a recorded event.</summary>
    public ApiRoute Event { get; } = new("v4/events/{id}", new ApiOperation<RecordedEvent>(
        "GET", "Shows a recorded event.", DeliveriesJson.Default.RecordedEvent, async context =>
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
    })
    {
        Query = [ApiField.Text("site", "The site of the event.")],
        Also = [(404, "There is no such event.")],
    })
    {
        Parts = [ApiField.Text("id", "The event's id.")],
    };

    public IReadOnlyList<ApiRoute> Routes => [List, Show, Replay, ReplayMany, Event];

    private static string Id(HttpContext context) => context.Request.RouteValues["id"]?.ToString() ?? "";
}
