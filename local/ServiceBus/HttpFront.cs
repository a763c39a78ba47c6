using Butler.Local.ServiceBus.Amqp;
using Butler.Local.ServiceBus.Rest;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Butler.Local.ServiceBus;

/// <summary>Handles HTTP: AMQP over WebSockets, and the REST data plane.</summary>
internal sealed class HttpFront(WebSocketDoor webSockets, DataPlane dataPlane) : IHttpApplication<HttpContext>
{
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // The connection releases all resources of a context.
    }

    public Task ProcessRequestAsync(HttpContext context) =>
        WebSocketDoor.IsFor(context) ? webSockets.InvokeAsync(context) : dataPlane.ProcessRequestAsync(context);
}
