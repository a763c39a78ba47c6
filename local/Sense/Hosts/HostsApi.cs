using System.Text.Json;

namespace Butler.Local.Sense.Hosts;

/// <summary>
/// The service control managers of the hosts, for a relay without Windows: <c>GET /services?host=NAME</c> on a port of its own. Without a
/// host it is the first one.
/// </summary>
internal sealed class HostsApi(SenseHosts hosts)
{
    private const int NetworkPathNotFound = 53;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path != "/services")
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        var host = hosts.Find(context.Request.Query["host"].ToString());
        var error = host?.Error ?? NetworkPathNotFound;
        return Results.Json(new { error, services = error == 0 ? host!.Services : [] }, Json).ExecuteAsync(context);
    }
}
