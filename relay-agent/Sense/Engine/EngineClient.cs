using System.Net.WebSockets;
using Butler.Core.Time;
using Butler.RelayAgent.Sense.Qrs;
using Polly;
using Polly.Timeout;

namespace Butler.RelayAgent.Sense.Engine;

/// <summary>Connects to the engine with WebSocket.</summary>
/// <param name="engine">The address and the user.</param>
/// <param name="connection">Returns the current connection, with the client certificate of the repository connection.</param>
/// <param name="time">The clock.</param>
internal sealed class EngineClient(EngineOptions engine, Func<HttpMessageInvoker> connection, TimeProvider time) : IEngine
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    private readonly ResiliencePipeline connectLimit = Resilience.TimeLimit(ConnectTimeout, time);

    public async Task<EngineSession> ConnectAsync(string appId, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        try
        {
            var at = engine.User.IndexOf('\\', StringComparison.Ordinal);
            socket.Options.SetRequestHeader("X-Qlik-User", $"UserDirectory={engine.User[..at]}; UserId={engine.User[(at + 1)..]}");
            socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(30);
            var app = new Uri(engine.Url, $"/app/{Uri.EscapeDataString(appId)}");
            await connectLimit.ExecuteAsync(async token => await socket.ConnectAsync(app, connection(), token), cancellationToken);
            return new EngineSession(socket, time);
        }
        catch (Exception failure) when (failure is WebSocketException or HttpRequestException or IOException
            or QrsException or TimeoutRejectedException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            socket.Dispose();
            throw new EngineException(
                0, $"Sense's engine could not be reached: {failure.InnerException?.Message ?? failure.Message}", failure);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
