using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Local.FunctionsHost.Configuration;
using Butler.Local.FunctionsHost.Invocations;

namespace Butler.Local.FunctionsHost.Http;

/// <summary>The host's own endpoints: liveness, state, and the manual run of a function.</summary>
internal sealed class AdminEndpoints(FunctionRunner runner, IAppProcess process, TimeProvider time)
{
    private readonly long started = time.GetTimestamp();

    public void Map(WebApplication app, HostKeys? keys)
    {
        app.MapMethods("/admin/host/ping", ["GET", "POST"], (HttpContext _) => Task.CompletedTask);
        app.MapGet("/admin/host/status", Guarded(keys, StatusAsync));
        app.MapPost("/admin/functions/{name}", Guarded(keys, RunAsync));
    }

    private static RequestDelegate Guarded(HostKeys? keys, RequestDelegate serve) => context =>
    {
        if (keys is null || keys.Allows(AuthLevel.Admin, context.Request))
        {
            return serve(context);
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    };

    private Task StatusAsync(HttpContext context)
    {
        var status = process.Status;
        var answer = new JsonObject
        {
            ["id"] = "butler-up",
            ["state"] = status.State == AppState.Running ? "Running" : "Initialized",
            ["version"] = RealHost.Version,
            ["versionDetails"] = RealHost.Version,
            ["instanceId"] = Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["computerName"] = Environment.MachineName,
            ["processUptime"] = (long)time.GetElapsedTime(started).TotalMilliseconds,
            ["errors"] = new JsonArray(),
        };
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }

    private async Task RunAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var input = ReadInput(await reader.ReadToEndAsync(context.RequestAborted));
        context.Response.StatusCode = input is null ? StatusCodes.Status400BadRequest
            : runner.TryRun((string)context.Request.RouteValues["name"]!, input) ? StatusCodes.Status202Accepted
            : StatusCodes.Status404NotFound;
    }

    /// <returns>Null when the body is not an object.</returns>
    private static string? ReadInput(string body)
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject given ? given["input"]?.ToString() ?? "" : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
