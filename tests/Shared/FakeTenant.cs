using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Butler.Tests;

/// <summary>A tenant of Qlik Cloud that answers as a test says, on a free loopback port.</summary>
internal sealed class FakeTenant : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly ConcurrentQueue<string> requests = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<TenantAnswer>> answers = new();

    public FakeTenant()
    {
        var port = LoopbackPort.Tcp();
        Url = new Uri($"http://127.0.0.1:{port}/");
        listener.Prefixes.Add(Url.AbsoluteUri);
        listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public Uri Url { get; }

    /// <summary>
    /// The requests, as <c>GET path?query token</c>, and the body of one that has it. An automation's own token is
    /// shown as <c>X-Execution-Token=token</c>.
    /// </summary>
    public IReadOnlyList<string> Requests => [.. requests];

    /// <summary>Adds answers to requests, in order; the last one stays.</summary>
    /// <param name="request">Method and path without the query, such as <c>GET api/v1/apps/a</c>.</param>
    /// <param name="next">The answers.</param>
    public FakeTenant On(string request, params TenantAnswer[] next)
    {
        answers[request] = new(next);
        return this;
    }

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
        using var reader = new StreamReader(context.Request.InputStream);
        var body = await reader.ReadToEndAsync();
        var token = context.Request.Headers["Authorization"]?.Replace("Bearer ", "", StringComparison.Ordinal);
        if (context.Request.Headers["X-Execution-Token"] is { } execution)
        {
            token = $"{token}X-Execution-Token={execution}";
        }

        requests.Enqueue(
            $"{context.Request.HttpMethod} {context.Request.RawUrl!.TrimStart('/')} {token}{(body.Length > 0 ? " " + body : "")}".TrimEnd());
        var answer = Next($"{context.Request.HttpMethod} {context.Request.Url!.AbsolutePath.TrimStart('/')}");
        try
        {
            await answer.Before();
            context.Response.KeepAlive = false;
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = answer.Type;
            if (answer.RetryAfter is { } pause)
            {
                context.Response.Headers["Retry-After"] = pause;
            }

            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer.Body));
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
        {
            context.Response.Abort();
        }
    }

    private TenantAnswer Next(string request) =>
        !answers.TryGetValue(request, out var queue) ? new TenantAnswer(404, """{"errors":[{"code":"HTTP-404","title":"Not found"}]}""")
        : queue.Count > 1 && queue.TryDequeue(out var next) ? next
        : queue.TryPeek(out var last) ? last
        : throw new InvalidOperationException($"{request} has no answer.");
}

/// <summary>An answer of a tenant.</summary>
internal sealed record TenantAnswer(int Status, string Body = "", string Type = "application/json")
{
    public string? RetryAfter { get; init; }

    /// <summary>What happens before the answer.</summary>
    public Func<Task> Before { get; init; } = () => Task.CompletedTask;

    public static implicit operator TenantAnswer(string body) => new(200, body);
}
