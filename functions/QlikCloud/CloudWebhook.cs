using Butler.Core.Api;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Core.Webhooks;
using Butler.Functions.Configuration;

namespace Butler.Functions.QlikCloud;

/// <summary>
/// <c>POST /api/webhooks/qlik-cloud/{tenant}</c>: checks the signature, puts the event on the queue, answers 202. Any other answer means
/// that nothing was accepted, so that Qlik Cloud may send the event again.
/// </summary>
internal sealed partial class CloudWebhook(
    ConfigurationSource configuration, IServiceBus bus, TimeProvider time, ILogger<CloudWebhook> logger) : IHttpHandler
{
    private const int MaxBytes = 1024 * 1024;

    /// <summary>For how long an attempt of the engine waits for the end of its reload, which is told instead.</summary>
    public static readonly TimeSpan AttemptDelay = TimeSpan.FromMinutes(2);

    // Stands for the secrets of a tenant that does not exist, so that such a call takes the same time as one with a wrong signature.
    private static readonly TenantOptions Unknown = new()
    {
        Name = "",
        Url = new Uri("https://unknown.invalid"),
        Secrets = [Guid.NewGuid().ToString()],
    };

    /// <summary>Answers faults as all operations do.</summary>
    public Task RunAsync(HttpContext context) =>
        new StreamedOperation("POST", "Takes an event of a tenant.", AnswerAsync).RunAsync(context);

    private async Task AnswerAsync(HttpContext context)
    {
        var name = context.Request.RouteValues["tenant"] as string ?? "";
        var body = await JsonBody.BytesAsync(context, MaxBytes);
        var tenant = await FindAsync(name, context.RequestAborted);
        var signature = context.Request.Headers[QlikSignature.Header].ToString();
        if (!QlikSignature.IsGood(body.Span, signature, (tenant ?? Unknown).Secrets) || tenant is null)
        {
            Log.Refused(logger, tenant is null ? "no tenant of qlikCloud.tenants has this name" : "the signature is missing or wrong");
            throw new ProblemException(
                401, "Unauthorized", $"The tenant is unknown, or the header {QlikSignature.Header} is missing or wrong.");
        }

        var from = QlikEvent.Read(body);
        var @event = CloudEventReader.Read(from, body.Span, tenant, time.GetUtcNow());
        await SendAsync(@event);
        Log.Accepted(logger, from.Type, @event.Type, @event.Id);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private async Task<TenantOptions?> FindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var options = await configuration.CurrentAsync(cancellationToken);
            return options.Cloud.Tenant(name);
        }
        catch (ConfigurationUnavailableException e)
        {
            throw new UnavailableException(e.Message);
        }
    }

    /// <summary>Not cancelled with the request: a caller that hangs up must not leave open whether the event was accepted.</summary>
    private Task SendAsync(CloudEvent @event)
    {
        var isAttempt = CloudEventReader.IsAttempt(@event);
        return bus.SendAsync(
            QueueNames.Events,
            new QueueMessage
            {
                Body = @event.Encode(),

                // The end of the reload has the same identity, and must not be dropped for an attempt's sake.
                MessageId = EventIdentity.MessageId(isAttempt ? @event.Id + "#attempt" : @event.Id),
                Label = @event.Type,
                ScheduledEnqueueTime = isAttempt ? time.GetUtcNow() + AttemptDelay : null,
            },
            CancellationToken.None);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A call of the webhook for Qlik Cloud is refused: {Reason}")]
        public static partial void Refused(ILogger logger, string reason);

        [LoggerMessage(Level = LogLevel.Debug, Message = "{QlikType} is accepted as {Type} {Id}")]
        public static partial void Accepted(ILogger logger, string qlikType, string type, string id);
    }
}
