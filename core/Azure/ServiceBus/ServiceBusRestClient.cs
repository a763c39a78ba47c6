using System.Globalization;
using System.Net;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Butler.Core.Azure.Http;

namespace Butler.Core.Azure.ServiceBus;

/// <summary>
/// A client for the REST data plane of Service Bus (HTTPS, port 443), built on Azure.Core's pipeline.
/// Source: https://learn.microsoft.com/rest/api/servicebus/service-bus-runtime-rest
/// </summary>
public sealed class ServiceBusRestClient : IServiceBus
{
    private const string BatchContentType = "application/vnd.microsoft.servicebus.json";
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(55);
    private readonly HttpPipeline pipeline;
    private readonly Uri address;

    /// <summary>Creates a client for a namespace.</summary>
    /// <param name="connection">The address of the namespace, and how to authenticate.</param>
    /// <param name="retries">How often a request is retried before the call fails; 0 for callers with a retry loop of their own.</param>
    /// <param name="transport">The transport; null: a new socket handler.</param>
    /// <param name="proxy">The proxy of the new socket handler and to Entra ID; null: the proxy from the environment.</param>
    public ServiceBusRestClient(
        ServiceBusConnection connection, int retries = 3, HttpPipelineTransport? transport = null, IWebProxy? proxy = null)
    {
        address = connection.Address;
        pipeline = PipelineFactory.Build(
            connection.Authentication(proxy), retries, LongestWait + TimeSpan.FromSeconds(30), transport, proxy);
    }

    /// <inheritdoc/>
    public async Task SendAsync(string queue, QueueMessage message, CancellationToken cancellationToken)
    {
        using var http = Message(RequestMethod.Post, Entity(queue, "messages"));
        http.Request.Headers.Add("Content-Type", "application/json");
        http.Request.Headers.Add(BrokerProperties.HeaderName, BrokerProperties.Header(message));
        CustomProperties.Add(http.Request, message.Properties);
        http.Request.Content = RequestContent.Create(message.Body);
        await ExecuteAsync(http, $"sending to queue {queue}", onLock: false, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RejectedMessage>> SendBatchAsync(
        string queue, IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken)
    {
        var rejected = new List<RejectedMessage>();
        foreach (var group in MessageBatches.Divide([.. messages]))
        {
            await SendGroupAsync(queue, group, rejected, cancellationToken);
        }

        return rejected;
    }

    /// <inheritdoc/>
    public async Task<LockedMessage?> ReceiveAsync(string queue, TimeSpan wait, CancellationToken cancellationToken)
    {
        var seconds = (int)Math.Clamp(wait.TotalSeconds, 0, LongestWait.TotalSeconds);
        using var http = Message(
            RequestMethod.Post, Entity(queue, "messages/head", string.Create(CultureInfo.InvariantCulture, $"timeout={seconds}")));
        http.Request.Content = RequestContent.Create(ReadOnlyMemory<byte>.Empty);
        await ExecuteAsync(http, $"receiving from queue {queue}", onLock: false, cancellationToken);
        return http.Response.Status == 204 ? null : Locked(queue, http.Response);
    }

    /// <inheritdoc/>
    public Task CompleteAsync(LockedMessage message, CancellationToken cancellationToken) =>
        OnLockAsync(RequestMethod.Delete, message, "completing a message of", cancellationToken);

    /// <inheritdoc/>
    public Task AbandonAsync(LockedMessage message, CancellationToken cancellationToken) =>
        OnLockAsync(RequestMethod.Put, message, "abandoning a message of", cancellationToken);

    /// <inheritdoc/>
    public Task RenewAsync(LockedMessage message, CancellationToken cancellationToken) =>
        OnLockAsync(RequestMethod.Post, message, "renewing a lock of", cancellationToken);

    /// <summary>
    /// Sends one request. If the service rejects it as too large or malformed, halves it until only the rejected messages remain.
    /// </summary>
    private async Task SendGroupAsync(
        string queue, ArraySegment<QueueMessage> group, List<RejectedMessage> rejected, CancellationToken cancellationToken)
    {
        try
        {
            if (group.Count == 1)
            {
                await SendAsync(queue, group[0], cancellationToken);
                return;
            }

            using var http = Message(RequestMethod.Post, Entity(queue, "messages"));
            http.Request.Headers.Add("Content-Type", BatchContentType);
            http.Request.Content = RequestContent.Create(MessageBatches.Encode(group));
            await ExecuteAsync(http, $"sending to queue {queue}", onLock: false, cancellationToken);
        }
        catch (ServiceBusException e) when (e.Fault is ServiceBusFault.TooLarge or ServiceBusFault.BadRequest)
        {
            if (group.Count == 1)
            {
                rejected.Add(new RejectedMessage(group[0], e.Message));
                return;
            }

            var half = group.Count / 2;
            await SendGroupAsync(queue, group[..half], rejected, cancellationToken);
            await SendGroupAsync(queue, group[half..], rejected, cancellationToken);
        }
    }

    private async Task OnLockAsync(RequestMethod method, LockedMessage message, string what, CancellationToken cancellationToken)
    {
        using var http = Message(method, message.Lock);
        http.Request.Content = method == RequestMethod.Delete ? null : RequestContent.Create(ReadOnlyMemory<byte>.Empty);
        await ExecuteAsync(http, $"{what} queue {message.Queue}", onLock: true, cancellationToken);
    }

    private LockedMessage Locked(string queue, Response response)
    {
        response.Headers.TryGetValue(BrokerProperties.HeaderName, out var header);
        var broker = BrokerProperties.Read(header);
        return new LockedMessage
        {
            Queue = queue,
            Body = response.Content.ToMemory(),
            Lock = response.Headers.TryGetValue("Location", out var location) && Uri.TryCreate(location, UriKind.Absolute, out var uri)
                ? uri
                : Entity(queue, string.Create(CultureInfo.InvariantCulture, $"messages/{broker.SequenceNumber}/{broker.LockToken}")),
            MessageId = broker.MessageId,
            Label = broker.Label,
            CorrelationId = broker.CorrelationId,
            DeliveryCount = broker.DeliveryCount,
            EnqueuedTime = broker.EnqueuedTime,
            LockedUntil = broker.LockedUntil,
            Properties = CustomProperties.Read(response.Headers),
        };
    }

    private HttpMessage Message(RequestMethod method, Uri uri)
    {
        var message = pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(uri);
        return message;
    }

    private Uri Entity(string queue, string path, string query = "") =>
        new(address, string.Join('/', queue.Split('/').Select(Uri.EscapeDataString)).Replace("%24", "$", StringComparison.Ordinal)
            + "/" + path + (query.Length > 0 ? "?" + query : ""));

    private async Task ExecuteAsync(HttpMessage message, string what, bool onLock, CancellationToken cancellationToken)
    {
        if (await pipeline.TrySendAsync(message, cancellationToken) is { } unanswered)
        {
            var fault = unanswered.NoCredential ? ServiceBusFault.Unauthorized : ServiceBusFault.Unavailable;
            throw new ServiceBusException(fault, $"Service Bus did not answer when {what}: {unanswered.Reason}", unanswered.Cause);
        }

        if (message.Response.IsError || message.Response.Status is not (200 or 201 or 204))
        {
            throw ServiceBusAnswer.Fault(message.Response, what, onLock);
        }
    }
}
