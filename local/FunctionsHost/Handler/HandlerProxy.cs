using System.Net.Sockets;
using Butler.Local.FunctionsHost.Configuration;
using Butler.Local.FunctionsHost.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Butler.Local.FunctionsHost.Handler;

/// <summary>Passes a request on to the handler and its answer back, streaming both ways, under the path that the caller used.</summary>
internal sealed partial class HandlerProxy : IRequestForwarder, IDisposable
{
    private const int MaxAttempts = 11;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(240);

    private readonly IHandler handler;
    private readonly HostJson host;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly HttpMessageInvoker client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        AutomaticDecompression = System.Net.DecompressionMethods.None,
    });

    public HandlerProxy(HostJson host, IHandler handler, TimeProvider time, ILoggerFactory loggers)
    {
        this.host = host;
        this.handler = handler;
        this.time = time;
        logger = loggers.CreateLogger<HandlerProxy>();
    }

    public async Task ForwardAsync(HttpContext context, FunctionDefinition function)
    {
        using var timeout = new CancellationTokenSource(host.FunctionTimeout, time);
        using var silence = new CancellationTokenSource(LongestSilence, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, timeout.Token, silence.Token);
        HandlerAddress? called = null;
        try
        {
            var (response, address) = await SendAsync(context, silence, a => called = a, ending.Token);
            called = address;
            using (response)
            {
                ProxyHeaders.Copy(response, context.Response);
                await CopyAsync(response, context.Response, silence, ending.Token);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone.
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            Fail(context, function, $"no answer within functionTimeout ({host.FunctionTimeout})");
            if (called is not null)
            {
                handler.Restart(called, $"took longer over {function.Name} than functionTimeout allows ({host.FunctionTimeout})");
            }
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested)
        {
            Fail(context, function, $"nothing came for {LongestSilence.TotalSeconds:0} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            Fail(context, function, e.Message);
        }
    }

    public void Dispose() => client.Dispose();

    /// <summary>Sends the request; retries up to ten times while the handler refuses connections.</summary>
    private async Task<(HttpResponseMessage Response, HandlerAddress Address)> SendAsync(
        HttpContext context, CancellationTokenSource silence, Action<HandlerAddress> calling, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            var address = await handler.ReadyAsync(cancellationToken);
            calling(address);
            using var request = Request(context, address, silence);
            try
            {
                return (await client.SendAsync(request, cancellationToken), address);
            }
            catch (HttpRequestException e) when (attempt < MaxAttempts && e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
            {
                // The body is not read yet: it is read only after a connection is open.
                await Task.Delay(pause, time, cancellationToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private static HttpRequestMessage Request(HttpContext context, HandlerAddress address, CancellationTokenSource silence)
    {
        // The original path and query, not encoded again.
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var uri = new Uri($"http://127.0.0.1:{address.Port}{target}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(HttpMethod.Parse(context.Request.Method), uri);
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true)
        {
            request.Content = new StreamContent(new WatchedStream(context.Request.Body, () => silence.CancelAfter(LongestSilence)));
        }

        ProxyHeaders.Copy(context.Request, request);
        var invocation = Guid.NewGuid();
        HostHeaders.Add(request.Headers, invocation);
        request.Headers.TryAddWithoutValidation(HostHeaders.ProxyInvocationId, invocation.ToString());
        return request;
    }

    private static async Task CopyAsync(HttpResponseMessage from, HttpResponse to, CancellationTokenSource silence, CancellationToken cancellationToken)
    {
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            using var body = await from.Content.ReadAsStreamAsync(cancellationToken);
            while (await body.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                silence.CancelAfter(LongestSilence);
                await to.Body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                await to.Body.FlushAsync(cancellationToken);
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Fail(HttpContext context, FunctionDefinition function, string error)
    {
        Log.Failed(logger, function.Name, error);
        if (context.Response.HasStarted)
        {
            context.Abort();
        }
        else
        {
            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Function} failed: {Error}")]
        public static partial void Failed(ILogger logger, string function, string error);
    }
}
