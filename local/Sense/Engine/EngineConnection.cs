using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Local.Faults;

namespace Butler.Local.Sense.Engine;

/// <summary>
/// One WebSocket of the engine: receives JSON-RPC requests and answers each when its result is ready; a reload does not delay other calls.
/// </summary>
internal sealed class EngineConnection(
    WebSocket socket, EngineSession session, FaultPlan faults, RequestLog requests, string connectionId, TimeProvider time) : IDisposable
{
    private const int LargestMessage = 4 << 20;
    private static readonly JsonObject Greeting = new()
    {
        ["jsonrpc"] = "2.0",
        ["method"] = "OnConnected",
        ["params"] = new JsonObject { ["qSessionState"] = "SESSION_CREATED" },
    };

    private readonly SemaphoreSlim sending = new(1, 1);

    /// <summary>Serves the connection until either side ends it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answers = new List<Task>();
        try
        {
            await SendAsync(Greeting, ended.Token);
            while (await ReceiveAsync(ended.Token) is { } message)
            {
                answers.RemoveAll(answer => answer.IsCompletedSuccessfully);
                answers.Add(AnswerAsync(message, ended.Token));
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // The client has disconnected, or the engine stops: running calls are not answered.
            socket.Abort();
        }
        finally
        {
            await ended.CancelAsync();
            await Task.WhenAll(answers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => sending.Dispose();

    /// <returns>Null when the client has closed the connection.</returns>
    private async Task<string?> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var message = new MemoryStream();
        var buffer = new byte[8192];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
                return null;
            }

            message.Write(buffer.AsSpan(0, part.Count));
            if (message.Length > LargestMessage)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.MessageTooBig, null, cancellationToken);
                return null;
            }

            if (part.EndOfMessage)
            {
                return Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length);
            }
        }
    }

    private async Task AnswerAsync(string message, CancellationToken cancellationToken)
    {
        if (Read(message) is not { } call)
        {
            await SendAsync(Error(null, -32700, "Parse error"), cancellationToken);
            return;
        }

        var path = $"/engine/{call.Method}";
        requests.Add("CALL", path, connectionId);
        var fault = faults.Take(path);
        if (fault is { Delay: > 0 })
        {
            await Task.Delay(TimeSpan.FromMilliseconds(fault.Delay), time, cancellationToken);
        }

        if (fault is { Cut: true })
        {
            socket.Abort();
            return;
        }

        var answer = fault?.Status is { } status
            ? Error(call.Id, status, "A fault was asked for")
            : await CarryOutAsync(call, cancellationToken);
        await SendAsync(answer, cancellationToken, fault?.Body);
    }

    private async Task<JsonObject> CarryOutAsync(EngineCall call, CancellationToken cancellationToken)
    {
        try
        {
            return new()
            {
                ["jsonrpc"] = "2.0",
                ["id"] = call.Id?.DeepClone(),
                ["result"] = await session.AnswerAsync(call, cancellationToken),
            };
        }
        catch (EngineException refusal)
        {
            return Error(call.Id, refusal.Code, refusal.Message);
        }
    }

    private static EngineCall? Read(string message)
    {
        try
        {
            return EngineCall.Read(JsonNode.Parse(message));
        }
        catch (JsonException)
        {
            // Answered as a parse error.
            return null;
        }
    }

    private static JsonObject Error(JsonNode? id, int code, string message) => new()
    {
        ["jsonrpc"] = "2.0",
        ["id"] = id?.DeepClone(),
        ["error"] = new JsonObject { ["code"] = code, ["parameter"] = "", ["message"] = message },
    };

    private async Task SendAsync(JsonObject message, CancellationToken cancellationToken, FaultBody? body = null)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes<JsonNode>(message);
        var sent = body switch
        {
            FaultBody.Html => "<html><body>The service is unavailable</body></html>"u8.ToArray(),
            FaultBody.Half or FaultBody.Broken => text[..(text.Length / 2)],
            _ => text,
        };
        await sending.WaitAsync(cancellationToken);
        try
        {
            await socket.SendAsync(sent, WebSocketMessageType.Text, body != FaultBody.Broken, cancellationToken);
            if (body == FaultBody.Broken)
            {
                socket.Abort();
            }
        }
        finally
        {
            sending.Release();
        }
    }
}
