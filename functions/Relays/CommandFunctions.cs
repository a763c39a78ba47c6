using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Relays;

/// <summary>The status of commands over HTTP.</summary>
internal sealed class CommandFunctions(CommandApi commands)
{
    /// <summary>GET tells how a command goes.</summary>
    [Function("Commands")]
    public Task StatusAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "v4/commands/{id}")] HttpRequest request) =>
        commands.Status.RunAsync(request.HttpContext);
}
