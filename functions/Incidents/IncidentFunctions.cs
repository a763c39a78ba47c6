using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Incidents;

/// <summary>Open incidents and their acknowledgement.</summary>
internal sealed class IncidentFunctions(IncidentApi api)
{
    /// <summary>Lists the open incidents.</summary>
    [Function("Incidents")]
    public Task IncidentsAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "v4/incidents")] HttpRequest request) =>
        api.List.RunAsync(request.HttpContext);

    /// <summary>Acknowledges an incident.</summary>
    [Function("IncidentAcknowledge")]
    public Task IncidentAcknowledgeAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "v4/incidents/{id}/ack")] HttpRequest request) =>
        api.Acknowledge.RunAsync(request.HttpContext);

    /// <summary>The page behind the link in an alert, and its button; open, but the link is signed.</summary>
    [Function("IncidentLink")]
    public Task IncidentLinkAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "v4/incidents/{id}/ack/{token}")] HttpRequest request) =>
        api.Link.RunAsync(request.HttpContext);
}
