using System.Net.WebSockets;
using Butler.Local.ServiceBus.Amqp.Connections;
using Microsoft.AspNetCore.WebSockets;
using Microsoft.Extensions.Options;

namespace Butler.Local.ServiceBus.Amqp;

/// <summary>AMQP over WebSockets, for clients that can open only HTTP connections.</summary>
internal sealed class WebSocketDoor
{
    private const string Protocol = "amqp";
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    private readonly AmqpServer server;
    private readonly WebSocketMiddleware middleware;

    public WebSocketDoor(AmqpServer server, ILoggerFactory loggers)
    {
        this.server = server;
        middleware = new WebSocketMiddleware(ServeAsync, Options.Create(new WebSocketOptions()), loggers);
    }

    /// <summary>Whether a request is for AMQP over WebSockets.</summary>
    public static bool IsFor(HttpContext context) => context.Request.Path.StartsWithSegments("/$servicebus/websocket");

    /// <summary>Serves a client until its connection has closed.</summary>
    public Task InvokeAsync(HttpContext context) => middleware.Invoke(context);

    private async Task ServeAsync(HttpContext context)
    {
        if (!context.WebSockets.WebSocketRequestedProtocols.Contains(Protocol))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        using var webSocket = await context.WebSockets.AcceptWebSocketAsync(Protocol);
        await using var stream = WebSocketStream.Create(webSocket, WebSocketMessageType.Binary, CloseTimeout);
        await server.ServeAsync(new StreamTransport(stream, stream, context.Connection.RemoteIpAddress?.ToString() ?? ""));
    }
}
