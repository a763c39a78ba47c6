using System.Globalization;
using System.Security;
using Butler.Local.ServiceBus.Access;
using Butler.Local.ServiceBus.Queues;
using Microsoft.AspNetCore.Http.Features;

namespace Butler.Local.ServiceBus.Rest;

/// <summary>
/// The REST data plane of Service Bus: send, receive, complete, unlock and renew, with the documented statuses of the service. It has no
/// state; the broker has all rules.
/// </summary>
internal sealed partial class DataPlane(Broker broker, SharedAccess access, ILogger logger, CancellationToken stopping)
{
    private const int DefaultWaitSeconds = 60;
    private const int LongestWaitSeconds = 24 * 60 * 60;

    public async Task ProcessRequestAsync(HttpContext context)
    {
        try
        {
            await AnswerAsync(context);
        }
        catch (BrokerException refusal)
        {
            await RefuseAsync(context, Status(refusal.Fault), refusal.Message);
        }
        catch (BadHttpRequestException fault)
        {
            await RefuseAsync(context, fault.StatusCode, fault.Message);
        }
        catch (IOException fault) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            Log.Failed(logger, context.Request.Method, context.Request.Path, fault);
            await RefuseAsync(context, StatusCodes.Status500InternalServerError, "The service was unable to process the request.");
        }
    }

    private static int Status(BrokerFault fault) => fault switch
    {
        BrokerFault.NoSuchQueue => StatusCodes.Status410Gone,
        BrokerFault.TooLarge or BrokerFault.QuotaExceeded => StatusCodes.Status403Forbidden,
        _ => StatusCodes.Status400BadRequest,
    };

    private static async Task RefuseAsync(HttpContext context, int status, string detail)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/xml; charset=utf-8";
        await response.WriteAsync(string.Create(
            CultureInfo.InvariantCulture, $"<Error><Code>{status}</Code><Detail>{SecurityElement.Escape(detail)}</Detail></Error>"));
    }

    private Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        if (!ResourcePath.TryParse(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, out var path))
        {
            return RefuseAsync(context, StatusCodes.Status404NotFound, "There is no such resource.");
        }

        var host = request.Headers.Host.ToString();
        if (access.Refuse(request.Headers.Authorization.ToString(), host, path.Entity) is { } reason)
        {
            Log.Unauthorized(logger, request.Method, path.Entity, reason);
            return RefuseAsync(context, StatusCodes.Status401Unauthorized, reason);
        }

        return (path.Kind, request.Method) switch
        {
            (ResourceKind.Messages, "POST") => SendAsync(context, path),
            (ResourceKind.Head, "POST") => PeekLockAsync(context, path, host),
            (ResourceKind.Head, "DELETE") => ReceiveAndDeleteAsync(context, path),
            (ResourceKind.Lock, "DELETE") => Lock(context, broker.Complete(path.Entity, path.MessageId, path.LockToken)),
            (ResourceKind.Lock, "PUT") => Lock(context, broker.Abandon(path.Entity, path.MessageId, path.LockToken)),
            (ResourceKind.Lock, "POST") => Lock(context, broker.Renew(path.Entity, path.MessageId, path.LockToken)),
            _ => RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, $"{request.Method} is not allowed here."),
        };
    }

    private async Task SendAsync(HttpContext context, ResourcePath path)
    {
        broker.Send(path.Entity, await MessageReader.ReadAsync(context.Request, broker.MaxMessageBytes(path.Entity)));
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.ContentLength = 0;
    }

    private async Task PeekLockAsync(HttpContext context, ResourcePath path, string host)
    {
        if (await NextAsync(context, path) is { } delivery)
        {
            context.Response.StatusCode = StatusCodes.Status201Created;
            context.Response.Headers.Location = string.Create(
                CultureInfo.InvariantCulture,
                $"http://{host}/{path.Entity}/messages/{delivery.Message.SequenceNumber}/{delivery.Message.LockToken}");
            await WriteAsync(context.Response, delivery, locked: true);
        }
    }

    private async Task ReceiveAndDeleteAsync(HttpContext context, ResourcePath path)
    {
        if (await NextAsync(context, path) is { } delivery)
        {
            broker.Complete(path.Entity, delivery.Message.LockToken);
            context.Response.StatusCode = StatusCodes.Status200OK;
            await WriteAsync(context.Response, delivery, locked: false);
        }
    }

    /// <summary>The next message within the client's wait; null when there was none, which is then already answered.</summary>
    private async ValueTask<Delivery?> NextAsync(HttpContext context, ResourcePath path)
    {
        var wait = Wait(context.Request);

        // An available message needs no cancellation tokens.
        var delivery = await broker.ReceiveAsync(path.Entity, TimeSpan.Zero, CancellationToken.None);
        if (delivery is null && wait > TimeSpan.Zero)
        {
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            delivery = await broker.ReceiveAsync(path.Entity, wait, ends.Token);
            if (delivery is not null && context.RequestAborted.IsCancellationRequested)
            {
                // The client disconnected when the message arrived, so the message would be invisible until its lock expires.
                broker.Release(path.Entity, delivery.Message.LockToken);
                return null;
            }
        }

        if (delivery is null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }

        return delivery;
    }

    private static TimeSpan Wait(HttpRequest request)
    {
        if (!request.QueryString.HasValue || !request.Query.TryGetValue("timeout", out var text))
        {
            return TimeSpan.FromSeconds(DefaultWaitSeconds);
        }

        return int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= LongestWaitSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new BrokerException(BrokerFault.BadRequest, $"The timeout '{text}' is not a number of seconds.");
    }

    private static async Task WriteAsync(HttpResponse response, Delivery delivery, bool locked)
    {
        var message = delivery.Message;
        response.ContentType = message.ContentType;
        response.ContentLength = message.Body.Length;
        response.Headers[BrokerProperties.Header] = BrokerProperties.Write(delivery, locked);
        CustomHeaders.Write(message.Properties, response.Headers);
        await response.BodyWriter.WriteAsync(message.Body);
    }

    private static Task Lock(HttpContext context, bool held)
    {
        if (!held)
        {
            return RefuseAsync(
                context,
                StatusCodes.Status404NotFound,
                "The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.");
        }

        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} on {Entity} refused: {Reason}")]
        public static partial void Unauthorized(ILogger logger, string method, string entity, string reason);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
        public static partial void Failed(ILogger logger, string method, string path, Exception fault);
    }
}
