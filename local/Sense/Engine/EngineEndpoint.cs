using Butler.Local.Faults;
using Butler.Local.Sense.Qrs;
using Butler.Local.Sense.Site;

namespace Butler.Local.Sense.Engine;

/// <summary>The engine's port: a WebSocket at any path, for users with access to QRS.</summary>
internal sealed class EngineEndpoint(
    SenseSite site, SenseBehaviour behaviour, FaultPlan faults, RequestLog requests, TimeProvider time, CancellationToken stopping)
{
    public async Task ServeAsync(HttpContext context)
    {
        if (QrsGate.RefuseUser(context.Request, site) is var (status, reason))
        {
            await QrsAnswer.RefuseAsync(context, status, reason);
        }
        else if (!context.WebSockets.IsWebSocketRequest)
        {
            await QrsAnswer.RefuseAsync(context, StatusCodes.Status400BadRequest, "The engine speaks WebSocket only.");
        }
        else
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            using var connection = new EngineConnection(
                socket, new EngineSession(site, behaviour, time), faults, requests, context.Connection.Id, time);
            await connection.RunAsync(stopping);
        }
    }
}
