using System.Net;
using Butler.Local.FunctionsHost.Configuration;
using Butler.Local.FunctionsHost.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Butler.Local.FunctionsHost.Worker;

/// <summary>
/// Forwards a request to the worker's own web server, as the real host does, and starts the function that answers it. A header has the
/// invocation of the request; either may reach the worker first.
/// </summary>
internal sealed partial class WorkerForwarder : IRequestForwarder, IAsyncDisposable
{
    private const string InvocationHeader = "x-ms-invocation-id";
    private static readonly ForwarderRequestConfig Config = new() { ActivityTimeout = TimeSpan.FromSeconds(240) };
    private static readonly CallerTransformer Transformer = new();

    private readonly WorkerProcess worker;
    private readonly WorkerInvoker invoker;
    private readonly ILogger logger;
    private readonly ServiceProvider services;
    private readonly IHttpForwarder forwarder;
    private readonly HttpMessageInvoker client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        AutomaticDecompression = DecompressionMethods.None,
    });

    public WorkerForwarder(WorkerProcess worker, WorkerInvoker invoker, ILoggerFactory loggers)
    {
        this.worker = worker;
        this.invoker = invoker;
        logger = loggers.CreateLogger<WorkerForwarder>();
        services = new ServiceCollection().AddSingleton(loggers).AddLogging().AddHttpForwarder().BuildServiceProvider();
        forwarder = services.GetRequiredService<IHttpForwarder>();
    }

    public async Task ForwardAsync(HttpContext context, FunctionDefinition function)
    {
        try
        {
            await AnswerAsync(context, function);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone.
        }
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return services.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context, FunctionDefinition function)
    {
        var connection = await worker.ReadyAsync(context.RequestAborted);
        var request = InvocationData.Http(function, context.Request.RouteValues, context.Request.Headers.TraceParent);
        context.Request.Headers[InvocationHeader] = request.InvocationId;

        // Forwarding does not end by itself if the function failed before it read the request.
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var invocation = invoker.InvokeAsync(connection, function, request, context.RequestAborted);
        var address = connection.HttpAddress!.ToString();
        var forwarding = forwarder.SendAsync(context, address, client, Config, Transformer, failed.Token).AsTask();
        if (await Task.WhenAny(invocation, forwarding) == invocation && !(await invocation).Succeeded)
        {
            await failed.CancelAsync();
        }

        var error = await forwarding;
        var result = await invocation;
        if (result.Succeeded && error == ForwarderError.None)
        {
            return;
        }

        if (result.Succeeded)
        {
            Log.NotForwarded(logger, function.Name, error);
        }

        Fail(context);
    }

    /// <summary>Replaces the answer of a failed function: its empty answer with status 200 must not reach the caller.</summary>
    private static void Fail(HttpContext context)
    {
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
        [LoggerMessage(Level = LogLevel.Error, Message = "{Function} failed: its answer could not be forwarded ({Error})")]
        public static partial void NotForwarded(ILogger logger, string function, ForwarderError error);
    }
}
