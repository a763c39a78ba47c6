using System.Collections.Concurrent;
using System.Net;

namespace Butler.Tests;

/// <summary>A real HTTP server on a free loopback port that answers what the test says and keeps what it was sent.</summary>
internal sealed class HttpSink : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly ConcurrentQueue<SinkRequest> requests = new();

    public HttpSink(Func<SinkRequest, int>? answer = null)
    {
        Answer = answer ?? (_ => 200);
        var port = LoopbackPort.Tcp();
        Url = new Uri($"http://127.0.0.1:{port}/hook");
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public Uri Url { get; }

    /// <summary>The status for a request; it may block.</summary>
    public Func<SinkRequest, int> Answer { get; set; }

    /// <summary>The text that is answered with.</summary>
    public string Body { get; set; } = "";

    /// <summary>Headers that are answered with.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    public IReadOnlyList<SinkRequest> Requests => [.. requests];

    public void Dispose() => listener.Close();

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            _ = Task.Run(() => AnswerAsync(context));
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var content = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(content);
        content.Position = 0;
        using var reader = new StreamReader(content);
        var request = new SinkRequest(
            context.Request.HttpMethod,
            context.Request.RawUrl!,
            context.Request.Headers.AllKeys.ToDictionary(k => k!, k => context.Request.Headers[k]!, StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync())
        {
            Bytes = content.ToArray(),
        };
        requests.Enqueue(request);
        var status = Answer(request);
        foreach (var (name, value) in Headers)
        {
            context.Response.Headers[name] = value;
        }

        context.Response.StatusCode = status;
        var bytes = System.Text.Encoding.UTF8.GetBytes(Body);
        try
        {
            context.Response.ContentLength64 = bytes.Length;
            await context.Response.OutputStream.WriteAsync(bytes);
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
        {
            context.Response.Abort();
        }
    }
}

/// <summary>What a sink was sent.</summary>
internal sealed record SinkRequest(string Method, string PathAndQuery, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>The body as it came.</summary>
    public byte[] Bytes { get; init; } = [];
}
