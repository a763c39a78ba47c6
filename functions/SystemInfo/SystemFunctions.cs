using Butler.Core.LoadScripts;
using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.SystemInfo;

/// <summary>What the system is and can do, for load scripts and administrators.</summary>
internal sealed class SystemFunctions(
    PingApi ping, BaseConversionApi conversion, EndpointsApi endpoints, SystemHealthApi health, ConfigurationApi configuration)
{
    /// <summary>Tells that the system answers.</summary>
    [Function("SystemPing")]
    public Task PingAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "v4/butlerping")] HttpRequest request) =>
        ping.Ping.RunAsync(request.HttpContext);

    /// <summary>Lists the enabled endpoints.</summary>
    [Function("SystemEndpoints")]
    public Task EndpointsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "v4/configfile/endpointsenabled")] HttpRequest request) =>
        endpoints.Enabled.RunAsync(request.HttpContext);

    /// <summary>Converts a number from base 62 to base 16.</summary>
    [Function("SystemBase62")]
    public Task Base62Async([HttpTrigger(AuthorizationLevel.Function, "get", Route = "v4/base62tobase16")] HttpRequest request) =>
        conversion.ToBase16.RunAsync(request.HttpContext);

    /// <summary>Converts a number from base 16 to base 62.</summary>
    [Function("SystemBase16")]
    public Task Base16Async([HttpTrigger(AuthorizationLevel.Function, "get", Route = "v4/base16tobase62")] HttpRequest request) =>
        conversion.ToBase62.RunAsync(request.HttpContext);

    /// <summary>Shows the state of the system.</summary>
    [Function("SystemHealth")]
    public Task HealthAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "v4/health")] HttpRequest request) =>
        health.State.RunAsync(request.HttpContext);

    /// <summary>Shows the configuration without secrets.</summary>
    [Function("SystemConfiguration")]
    public Task ConfigurationAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "v4/configuration")] HttpRequest request) =>
        configuration.Show.RunAsync(request.HttpContext);
}
