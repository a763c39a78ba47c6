using System.Net.Http.Headers;
using System.Text.Json;
using Butler.Local.FunctionsHost.Configuration;
using Butler.Local.FunctionsHost.Invocations;

namespace Butler.Local.FunctionsHost.Handler;

/// <summary>Calls the handler with a trigger's payload, and evaluates its answer like the real host.</summary>
internal sealed partial class PayloadInvoker : IFunctionInvoker, IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json", "utf-8");

    private readonly IHandler handler;
    private readonly TimeSpan functionTimeout;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly HttpMessageInvoker client;

    public PayloadInvoker(HostJson host, IHandler handler, TimeProvider time, ILoggerFactory loggers)
    {
        this.handler = handler;
        this.time = time;
        functionTimeout = host.FunctionTimeout;
        logger = loggers.CreateLogger<PayloadInvoker>();
        client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = !host.EnableForwarding,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
        });
    }

    public Task WaitUntilReadyAsync(CancellationToken cancellationToken) => handler.ReadyAsync(cancellationToken);

    public async Task<InvocationResult> InvokeAsync(FunctionDefinition function, TriggerInput input, CancellationToken cancellationToken)
    {
        using var payloads = new PayloadWriter(time);
        var payload = input switch
        {
            TimerInput timer => payloads.Timer(function, timer.Status, timer.IsPastDue, timer.Manual),
            MessageInput message => payloads.Message(function, message.Message),
            _ => throw new ArgumentException($"An input of type {input.GetType().Name} has no payload.", nameof(input)),
        };
        var address = await handler.ReadyAsync(cancellationToken);
        var result = await CallAsync(function, address, payload, cancellationToken);
        if (!result.Succeeded)
        {
            Log.Failed(logger, function.Name, result.Error!);
        }

        if (result.Unreachable)
        {
            await handler.RecoverAsync(address, cancellationToken);
        }

        return result;
    }

    public void Dispose() => client.Dispose();

    private async Task<InvocationResult> CallAsync(FunctionDefinition function, HandlerAddress address, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(functionTimeout, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address.Root, function.Name));
        request.Content = new ReadOnlyMemoryContent(payload);
        request.Content.Headers.ContentType = Json;
        HostHeaders.Add(request.Headers, Guid.NewGuid());
        try
        {
            using var response = await client.SendAsync(request, ending.Token);
            var body = await response.Content.ReadAsByteArrayAsync(ending.Token);
            return Judge(function, response, body);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new InvocationResult(e.Message, Unreachable: true);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            handler.Restart(address, $"took longer over {function.Name} than functionTimeout allows ({functionTimeout})");
            return new InvocationResult($"no answer within functionTimeout ({functionTimeout})");
        }
    }

    private InvocationResult Judge(FunctionDefinition function, HttpResponseMessage response, byte[] body)
    {
        if (!response.IsSuccessStatusCode)
        {
            return new InvocationResult($"the handler answered {(int)response.StatusCode}");
        }

        if (body.AsSpan().Trim(" \t\r\n"u8).Length == 0)
        {
            return new InvocationResult(Hangs((int)response.StatusCode, "an empty body"));
        }

        if (response.Content.Headers.ContentType?.MediaType is not { } type || !IsJson(type))
        {
            return new InvocationResult($"the handler answered {(int)response.StatusCode} with content type '{response.Content.Headers.ContentType}' where JSON was expected");
        }

        // The most frequent answer.
        return body.AsSpan().SequenceEqual("{}"u8) ? InvocationResult.Success : ReadAnswer(function, (int)response.StatusCode, body);
    }

    private InvocationResult ReadAnswer(FunctionDefinition function, int status, byte[] body)
    {
        try
        {
            using var answer = JsonDocument.Parse(body);
            if (answer.RootElement.ValueKind == JsonValueKind.Null)
            {
                return new InvocationResult(Hangs(status, "the body 'null'"));
            }

            if (answer.RootElement.ValueKind != JsonValueKind.Object)
            {
                return new InvocationResult($"the handler answered {status} with JSON that is not an object");
            }

            foreach (var line in Logs(answer.RootElement).Select(l => l.ToString()))
            {
                Log.FromHandler(logger, function.Name, line);
            }

            return InvocationResult.Success;
        }
        catch (JsonException e)
        {
            return new InvocationResult($"the handler answered {status} with a body that is not JSON: {e.Message}");
        }
    }

    private static string Hangs(int status, string body) =>
        $"THE HANDLER ANSWERED {status} WITH {body.ToUpperInvariant()}. IN AZURE THIS INVOCATION WOULD HANG until functionTimeout; answer at least {{}}";

    private static bool IsJson(string mediaType) =>
        mediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        || mediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
        || mediaType.Equals("text/json", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<JsonElement> Logs(JsonElement answer) => answer.EnumerateObject()
        .Where(p => p.Name.Equals("Logs", StringComparison.OrdinalIgnoreCase) && p.Value.ValueKind == JsonValueKind.Array)
        .SelectMany(p => p.Value.EnumerateArray());

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Function} failed: {Error}")]
        public static partial void Failed(ILogger logger, string function, string error);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Function}: {Line}")]
        public static partial void FromHandler(ILogger logger, string function, string line);
    }
}
