using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using Butler.Core.Text;
using Butler.Core.Time;
using Polly.Timeout;

namespace Butler.RelayAgent.Sense.Engine;

/// <summary>
/// A session with the engine: JSON-RPC 2.0 over a WebSocket, one call at a time. The engine's notifications are ignored.
/// Source: https://qlik.dev/apis/json-rpc/qix.
/// </summary>
internal sealed class EngineSession(WebSocket socket, TimeProvider time) : IAsyncDisposable
{
    /// <summary>The handle of the engine itself.</summary>
    public const int Global = -1;

    private const int MaxBytes = 256 * 1024 * 1024;
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private int lastId;

    /// <summary>Calls a method.</summary>
    /// <param name="handle">The handle of the object.</param>
    /// <param name="method">The method.</param>
    /// <param name="parameters">Writes the members of the parameters' object.</param>
    /// <param name="cancellationToken">Cancels the call; the session must not be used after that.</param>
    /// <returns>The result.</returns>
    /// <exception cref="EngineException">The engine refused, or the connection broke.</exception>
    public async Task<JsonElement> CallAsync(
        int handle, string method, Action<Utf8JsonWriter>? parameters, CancellationToken cancellationToken)
    {
        var id = ++lastId;
        try
        {
            await socket.SendAsync(
                Request(id, handle, method, parameters), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
            while (true)
            {
                var message = await ReceiveAsync(method, cancellationToken);
                if (message.TryGetProperty("id", out var answers) && answers.TryGetInt32(out var number) && number == id)
                {
                    return Result(message, method);
                }
            }
        }
        catch (Exception broken) when (broken is WebSocketException or IOException or JsonException)
        {
            throw new EngineException(0, $"The connection to Sense's engine broke at {method}: {broken.Message}", broken);
        }
    }

    /// <summary>Closes the session, even after a fault: an engine keeps an abandoned session, and its app, in memory.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (socket.State == WebSocketState.Open)
            {
                await Resilience.TimeLimit(CloseTimeout, time).ExecuteAsync(
                    async token => await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, token));
            }
        }
        catch (Exception broken) when (broken is WebSocketException or IOException or TimeoutRejectedException
            or OperationCanceledException)
        {
            // A broken connection is closed anyway.
        }
        finally
        {
            socket.Dispose();
        }
    }

    private static ReadOnlyMemory<byte> Request(int id, int handle, string method, Action<Utf8JsonWriter>? parameters)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteString("jsonrpc", "2.0");
        writer.WriteNumber("id", id);
        writer.WriteNumber("handle", handle);
        writer.WriteString("method", method);
        writer.WriteStartObject("params");
        parameters?.Invoke(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static JsonElement Result(JsonElement message, string method)
    {
        if (message.TryGetProperty("result", out var result))
        {
            return result;
        }

        var (code, text) = message.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
            ? (error.TryGetProperty("code", out var number) && number.TryGetInt32(out var value) ? value : 0,
                error.TryGetProperty("parameter", out var parameter) && parameter.GetString() is { Length: > 0 } detail ? detail
                : error.TryGetProperty("message", out var words) ? words.GetString() : null)
            : (0, null);
        throw new EngineException(code, $"Sense's engine refused {method}: {text ?? "no reason given"} ({code})");
    }

    private async Task<JsonElement> ReceiveAsync(string method, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.GetMemory(16 * 1024), cancellationToken);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                throw new EngineException(0, $"Sense's engine closed the session at {method}: "
                    + $"{socket.CloseStatusDescription ?? "no reason given"}");
            }

            buffer.Advance(received.Count);
            if (buffer.WrittenCount > MaxBytes)
            {
                throw new EngineException(0, $"Sense's engine answered {method} with more than {MaxBytes} bytes.");
            }

            if (received.EndOfMessage)
            {
                return JsonElement.Parse(WellFormedJson.Of(buffer.WrittenMemory).Span);
            }
        }
    }
}
