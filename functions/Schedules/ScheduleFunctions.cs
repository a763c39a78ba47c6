using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Schedules;

/// <summary>
/// Schedules over HTTP. A POST may carry any method in <c>X-HTTP-Method-Override</c>. In Azure the host takes the first route that matches,
/// in the order of the functions' names; so <c>SchedulesAll...</c> comes before <c>SchedulesOne</c>.
/// </summary>
internal sealed class ScheduleFunctions(ScheduleApi schedules, ScheduleStateApi states)
{
    /// <summary>GET lists schedules, POST creates one.</summary>
    [Function("Schedules")]
    public Task SchedulesAsync([HttpTrigger(AuthorizationLevel.Function, "get", "post", Route = "v4/schedules")] HttpRequest request) =>
        schedules.All.RunAsync(request.HttpContext);

    /// <summary>Starts all schedules.</summary>
    [Function("SchedulesAllStart")]
    public Task StartAllAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", "post", Route = "v4/schedules/startall")] HttpRequest request) =>
        states.StartAll.RunAsync(request.HttpContext);

    /// <summary>Lists the states of all schedules.</summary>
    [Function("SchedulesAllStatus")]
    public Task StatusAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "v4/schedules/status")] HttpRequest request) =>
        states.Status.RunAsync(request.HttpContext);

    /// <summary>Stops all schedules.</summary>
    [Function("SchedulesAllStop")]
    public Task StopAllAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", "post", Route = "v4/schedules/stopall")] HttpRequest request) =>
        states.StopAll.RunAsync(request.HttpContext);

    /// <summary>GET reads a schedule, PUT changes it, DELETE deletes it.</summary>
    [Function("SchedulesOne")]
    public Task OneAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "put", "post", "delete", Route = "v4/schedules/{id}")] HttpRequest request) =>
        schedules.One.RunAsync(request.HttpContext);

    /// <summary>Starts a schedule.</summary>
    [Function("SchedulesOneStart")]
    public Task StartAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", "post", Route = "v4/schedules/{id}/start")] HttpRequest request) =>
        states.Start.RunAsync(request.HttpContext);

    /// <summary>Stops a schedule.</summary>
    [Function("SchedulesOneStop")]
    public Task StopAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", "post", Route = "v4/schedules/{id}/stop")] HttpRequest request) =>
        states.Stop.RunAsync(request.HttpContext);
}
