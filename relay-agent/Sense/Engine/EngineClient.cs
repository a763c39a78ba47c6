using System.Net.WebSockets;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Sense.Engine;

/// <summary>Connects to the engine by WebSocket.</summary>
/// <param name="engine">Where it is, and as whom to ask.</param>
/// <param name="connection">What makes the connection now, with the client certificate that the repository is asked with too.</param>
/// <param name="time">The clock.</param>
internal sealed class EngineClient(EngineOptions engine, Func<HttpMessageInvoker> connection, TimeProvider time) : IEngine
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    public async Task<EngineSession> ConnectAsync(string appId, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        try
        {
            var at = engine.User.IndexOf('\\', StringComparison.Ordinal);
            socket.Options.SetRequestHeader("X-Qlik-User", $"UserDirectory={engine.User[..at]}; UserId={engine.User[(at + 1)..]}");
            socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(30);
            using var patience = new CancellationTokenSource(ConnectTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
            await socket.ConnectAsync(new Uri(engine.Url, $"/app/{Uri.EscapeDataString(appId)}"), connection(), either.Token);
            return new EngineSession(socket);
        }
        catch (Exception failure) when (failure is WebSocketException or HttpRequestException or IOException or QrsException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            socket.Dispose();
            throw new EngineException(0, $"Sense's engine could not be reached: {failure.InnerException?.Message ?? failure.Message}", failure);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
