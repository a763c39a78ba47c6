using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Delivering.Replaying;

/// <summary>What became of alerts.</summary>
internal sealed class DeliveryFunctions(DeliveriesApi api)
{
    /// <summary>Lists deliveries by state, the dead unless another is asked for.</summary>
    [Function("Deliveries")]
    public Task DeliveriesAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "v4/deliveries")] HttpRequest request) =>
        api.List.RunAsync(request.HttpContext);

    /// <summary>Shows a delivery with its event.</summary>
    [Function("Delivery")]
    public Task DeliveryAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "v4/deliveries/{id}")] HttpRequest request) =>
        api.Show.RunAsync(request.HttpContext);

    /// <summary>Sends a dead delivery again.</summary>
    [Function("DeliveryReplay")]
    public Task DeliveryReplayAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "v4/deliveries/{id}/replay")] HttpRequest request) =>
        api.Replay.RunAsync(request.HttpContext);

    /// <summary>Sends dead deliveries again, page by page.</summary>
    [Function("DeliveriesReplay")]
    public Task DeliveriesReplayAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "v4/deliveries/replay")] HttpRequest request) =>
        api.ReplayMany.RunAsync(request.HttpContext);

    /// <summary>Shows an event as it was recorded.</summary>
    [Function("Event")]
    public Task EventAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "v4/events/{id}")] HttpRequest request) =>
        api.Event.RunAsync(request.HttpContext);
}
