using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Operating;

/// <summary>Health.</summary>
internal sealed class HealthzFunction(Healthz handler)
{
    /// <summary>Says whether the app can work; open.</summary>
    [Function("Healthz")]
    public Task HealthzAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "healthz")] HttpRequest request) =>
        handler.RunAsync(request.HttpContext);
}
