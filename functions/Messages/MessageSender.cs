using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Butler.Core.Api;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Core.Messages;
using Butler.Functions.Api;
using Butler.Functions.Configuration;

namespace Butler.Functions.Messages;

/// <summary>
/// Accepts a message: puts it on the queue of events, where it becomes deliveries like those of an alert. The caller is answered when the
/// queue has it. A request that is repeated with the same key becomes the same event, which is sent once.
/// </summary>
internal sealed class MessageSender(IServiceBus bus, ConfigurationSource configuration, TimeProvider time)
{
    /// <summary>The maximum size of a request's body, in bytes.</summary>
    public const int MaxBodyBytes = 256 * 1024;

    /// <summary>The headers whose value makes a repeated request known.</summary>
    public static readonly IReadOnlyList<ApiField> Headers =
    [
        ApiField.Text("Idempotency-Key", "A name for this request: the same request with the same name sends nothing twice."),
        ApiField.Text("X-Request-Id", "Stands for Idempotency-Key where that is absent."),
    ];

    /// <summary>Accepts a message.</summary>
    /// <param name="context">The request.</param>
    /// <param name="subject">What the message is about, for lists of deliveries.</param>
    /// <param name="destination">The channel that the request names; null if it names none.</param>
    /// <param name="message">The message.</param>
    /// <returns>The address of the event, which tells what became of it.</returns>
    /// <exception cref="ProblemException">The message is too large, or has no target.</exception>
    public async Task<(string Name, string Value)> SendAsync(
        HttpContext context, string subject, string? destination, ApiMessage message)
    {
        if (message.Targets.Count == 0)
        {
            throw ProblemException.ForLoadScripts(404, "The channel in butler.yaml has no recipients for such messages.");
        }

        var options = await configuration.CurrentAsync(context.RequestAborted);
        var site = options.DefaultSite;
        var now = time.GetUtcNow();
        message = message with { Caller = Caller.Of(context).Name };
        var @event = new CloudEvent
        {
            Id = $"{site}:message:{Identity(context.Request, destination, message, now)}",
            Source = "/api",
            Type = ApiMessage.EventType,
            Subject = subject,
            Time = now,
            ReceivedTime = now,
            Site = site,
            TraceParent = Activity.Current?.Id,
            Data = JsonSerializer.SerializeToElement(message, ApiMessageJson.Default.ApiMessage),
        };
        var body = @event.Encode();
        if (body.Length > CloudEvent.MaxEncodedBytes)
        {
            throw ProblemException.ForLoadScripts(413, string.Create(
                CultureInfo.InvariantCulture,
                $"The message has {body.Length} bytes as an event; at most {CloudEvent.MaxEncodedBytes} are supported."));
        }

        // Not cancelled with the request: a caller that hangs up must not leave open whether the message was accepted.
        await bus.SendAsync(
            QueueNames.Events,
            new QueueMessage { Body = body, MessageId = EventIdentity.MessageId(@event.Id), Label = @event.Type },
            CancellationToken.None);
        return ("Location", $"/api/v4/events/{Uri.EscapeDataString(@event.Id)}");
    }

    /// <summary>
    /// The identity of a request. It includes the content, so that another message with the same key is not taken for the same one and
    /// lost, but not the targets, which a new configuration may change in between.
    /// </summary>
    private static string Identity(HttpRequest request, string? destination, ApiMessage message, DateTimeOffset now)
    {
        var key = Headers.Select(header => request.Headers[header.Name].ToString().Trim()).FirstOrDefault(value => value.Length > 0);
        var content = JsonSerializer.Serialize(message with { Targets = [] }, ApiMessageJson.Default.ApiMessage);
        return key is null
            ? Guid.CreateVersion7(now).ToString("N")
            : EventIdentity.Hash($"{key}\n{destination}\n{content}");
    }
}
