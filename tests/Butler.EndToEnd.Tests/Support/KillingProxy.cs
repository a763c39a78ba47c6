using System.Net;
using Butler.Tests;

namespace Butler.EndToEnd.Tests.Support;

/// <summary>
/// Stands between the function app and everything that it writes and sends to, and kills the app at the nth request: just before
/// the request is passed on, or just after, when its answer will never arrive. The product knows nothing of it.
/// </summary>
internal sealed class KillingProxy : IDisposable
{
    private readonly List<HttpListener> listeners = [];
    private readonly List<AmqpTap> taps = [];
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly Lock gate = new();
    private int left = int.MaxValue;
    private bool afterwards;
    private Action kill = () => { };

    /// <summary>How many requests have come since the last <see cref="Arm"/>.</summary>
    public int Requests { get; private set; }

    /// <summary>Whether it has killed since the last <see cref="Arm"/>.</summary>
    public bool HasKilled { get; private set; }

    /// <summary>An address of the proxy's own that stands for another.</summary>
    public Uri For(Uri target)
    {
        var port = LoopbackPort.Tcp();
        var listener = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/" } };
        listener.Start();
        listeners.Add(listener);
        _ = Task.Run(() => ServeAsync(listener, target));
        return new UriBuilder(target) { Host = "127.0.0.1", Port = port }.Uri;
    }

    /// <summary>A port of the proxy's own that stands for a broker's. Each message that the app sends is a request.</summary>
    public int ForAmqp(int port)
    {
        var killsAtAnswer = false;
        var tap = new AmqpTap(
            port,
            sending: () =>
            {
                var killsNow = Count();
                killsAtAnswer = killsNow && afterwards;
                return !killsNow || afterwards || !Kill();
            },
            accepted: () => !killsAtAnswer || !Kill());
        tap.Start();
        taps.Add(tap);
        return tap.Port;
    }

    /// <summary>Has it kill at the nth request from now, from 1.</summary>
    public void Arm(int request, bool after, Action killer)
    {
        lock (gate)
        {
            (left, afterwards, kill, Requests, HasKilled) = (request, after, killer, 0, false);
        }
    }

    public void Dispose()
    {
        foreach (var listener in listeners)
        {
            listener.Close();
        }

        taps.ForEach(tap => tap.Dispose());
        client.Dispose();
    }

    private async Task ServeAsync(HttpListener listener, Uri target)
    {
        while (listener.IsListening)
        {
            try
            {
                var context = await listener.GetContextAsync();
                _ = Task.Run(() => PassAsync(context, target));
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private async Task PassAsync(HttpListenerContext context, Uri target)
    {
        var killsNow = Count();
        try
        {
            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            if (killsNow && !afterwards)
            {
                Kill();
                context.Response.Abort();
                return;
            }

            using var answer = await client.SendAsync(Copy(context.Request, body.ToArray(), target));
            if (killsNow)
            {
                Kill();
                context.Response.Abort();
                return;
            }

            context.Response.StatusCode = (int)answer.StatusCode;
            foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(
                h => h.Key is not ("Transfer-Encoding" or "Content-Length" or "Connection" or "Keep-Alive")))
            {
                context.Response.Headers[name] = string.Join(',', values);
            }

            var bytes = await answer.Content.ReadAsByteArrayAsync();
            context.Response.ContentLength64 = bytes.Length;
            await context.Response.OutputStream.WriteAsync(bytes);
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or HttpRequestException or IOException or ObjectDisposedException
            or InvalidOperationException)
        {
            // The app died while it was being answered, or the target is away: to the app both are a broken connection.
            context.Response.Abort();
        }
    }

    private static HttpRequestMessage Copy(HttpListenerRequest request, byte[] body, Uri target)
    {
        var copy = new HttpRequestMessage(new HttpMethod(request.HttpMethod), new Uri(target, request.RawUrl!))
        {
            Content = new ByteArrayContent(body),
        };
        foreach (var name in request.Headers.AllKeys.OfType<string>().Where(
            n => n is not ("Host" or "Content-Length" or "Connection" or "Transfer-Encoding")))
        {
            if (!copy.Headers.TryAddWithoutValidation(name, request.Headers[name]))
            {
                copy.Content.Headers.TryAddWithoutValidation(name, request.Headers[name]);
            }
        }

        // Signatures of Table Storage cover the path, not the port.
        return copy;
    }

    /// <summary>Counts a request.</summary>
    /// <returns>Whether the app is to be killed at it.</returns>
    private bool Count()
    {
        lock (gate)
        {
            Requests++;
            return --left == 0;
        }
    }

    private bool Kill()
    {
        HasKilled = true;
        kill();
        return true;
    }
}
