using Butler.Local.ServiceBus.Amqp;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Butler.Local.ServiceBus;

/// <summary>Handles HTTP, of which only AMQP over WebSockets is known.</summary>
internal sealed class HttpFront(WebSocketDoor webSockets) : IHttpApplication<HttpContext>
{
    private const string Unknown =
        "The Service Bus emulator speaks AMQP 1.0, over TCP and over WebSockets on this port. Use a client of Service Bus.\n";

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // The connection releases all resources of a context.
    }

    public Task ProcessRequestAsync(HttpContext context)
    {
        if (WebSocketDoor.IsFor(context))
        {
            return webSockets.InvokeAsync(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync(Unknown, context.RequestAborted);
    }
}
