using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Butler.Tests;

namespace Butler.RelayAgent.Tests.Commands;

/// <summary>
/// An engine on a free loopback port that speaks JSON-RPC over a real WebSocket, with one app of one sheet and two bookmarks.
/// </summary>
internal sealed class FakeEngine : IDisposable
{
    private readonly HttpListener listener = new();

    public FakeEngine()
    {
        var port = LoopbackPort.Tcp();
        Url = new Uri($"ws://127.0.0.1:{port}");
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public Uri Url { get; }

    /// <summary>The methods called, in order.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    public ConcurrentQueue<string> SessionObjects { get; } = new();

    public string? User { get; private set; }

    public string? Path { get; private set; }

    public int Closed { get; private set; }

    public string Script { get; set; } = "LOAD 1;";

    /// <summary>What a method answers instead; null: as usual.</summary>
    public Func<string, string?> Instead { get; set; } = _ => null;

    public void Dispose() => listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                (User, Path) = (context.Request.Headers["X-Qlik-User"], context.Request.RawUrl);
                using var socket = (await context.AcceptWebSocketAsync(null)).WebSocket;
                await SendAsync(socket, """{"jsonrpc":"2.0","method":"OnConnected","params":{"qSessionState":"SESSION_CREATED"}}""");
                await AnswerAsync(socket);
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or WebSocketException)
        {
            // the test is over
        }
    }

    private async Task AnswerAsync(WebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                Closed++;
                return;
            }

            using var json = JsonDocument.Parse(buffer.AsMemory(0, received.Count));
            var method = json.RootElement.GetProperty("method").GetString()!;
            Calls.Enqueue(method);
            var answer = Instead(method) ?? $"\"result\":{Result(method, json.RootElement.GetProperty("params"))}";
            await SendAsync(socket, $$"""{"jsonrpc":"2.0","id":{{json.RootElement.GetProperty("id").GetInt32()}},{{answer}}}""");
        }
    }

    private string Result(string method, JsonElement parameters)
    {
        if (method == "CreateSessionObject")
        {
            SessionObjects.Enqueue(parameters.GetProperty("qProp").GetProperty("qInfo").GetProperty("qId").GetString()!);
        }

        return method switch
        {
            "GetScript" => $$"""{"qScript":{{JsonSerializer.Serialize(Script)}}}""",
            "GetAppProperties" => """{"qProp":{"qTitle":"Margin"}}""",
            "GetLayout" => $$$"""{"qLayout":{"qAppObjectList":{"qItems": {{{Items("sheet-")}}} },"qBookmarkList":{"qItems":[{"qInfo":"""
                + """{"qId":"b1"} }]} } }""",
            "GetFullPropertyTree" => """{"qPropEntry":{"qProperty":{"title":"Overview"}}}""",
            "GetProperties" => """{"qProp":{"title":"A bookmark"}}""",
            "DoReloadEx" => """{"qResult":{"qSuccess":true,"qScriptLogFile":"a.log"}}""",
            "DoReload" => """{"qReturn":true}""",
            _ => """{"qReturn":{"qType":"x","qHandle":1}}""",
        };
    }

    private string Items(string list) =>
        SessionObjects.Last().Contains("sheets", StringComparison.Ordinal) ? $$"""[{"qInfo":{"qId":"{{list}}1"} }]""" : "[]";

    private static Task SendAsync(WebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);
}
