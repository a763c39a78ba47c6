using System.Reflection;
using System.Text.Json.Serialization;
using Butler.Core.Api;
using Butler.Functions.Configuration;
using Butler.Functions.Delivering;

namespace Butler.Functions.Operating;

/// <summary>
/// <c>GET /api/healthz</c>: 200 when the app can work, 503 without a valid configuration. A faulty newer configuration, with an older one
/// in use, is <c>degraded</c>. The endpoint is open, so it gives no details; they are in the log.
/// </summary>
internal sealed class Healthz(ConfigurationSource configuration, Circuits circuits) : IHttpHandler
{
    private static readonly string Version =
        typeof(Healthz).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public async Task RunAsync(HttpContext context)
    {
        var usable = true;
        try
        {
            await configuration.CurrentAsync(context.RequestAborted);
        }
        catch (ConfigurationUnavailableException)
        {
            usable = false;
        }

        var (status, state) = !usable ? ("unhealthy", "faulty")
            : configuration.Problem is null ? ("ok", "ok")
            : ("degraded", "the newest is faulty, the last good one is in use");
        context.Response.StatusCode = usable ? 200 : 503;
        await context.Response.WriteAsJsonAsync(
            new Health(status, Version, state, circuits.Open is { Count: > 0 and var open } ? open : null), HealthJson.Default.Health,
            cancellationToken: context.RequestAborted);
    }
}

/// <summary>The answer of <c>/api/healthz</c>.</summary>
/// <param name="Status"><c>ok</c>, <c>degraded</c> when the newest configuration is not in use, or <c>unhealthy</c>.</param>
/// <param name="Version">The app's version.</param>
/// <param name="Configuration">Whether the configuration is in use.</param>
/// <param name="DestinationsAway">The number of paused destinations in this instance; left out when there are none.</param>
internal sealed record Health(string Status, string Version, string Configuration, int? DestinationsAway);

/// <summary>Source-generated JSON of the health answer.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Health))]
internal sealed partial class HealthJson : JsonSerializerContext;
