using System.Globalization;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Core.Time;

namespace Butler.Functions.Queues;

/// <summary>
/// Sends a message again for later: the same body under the next id. The host's own redelivery is immediate and would use up
/// all attempts within seconds, so whatever fails for a passing reason is put off this way (a hop) and the function succeeds.
/// </summary>
internal sealed class Rescheduler(IServiceBus bus, TimeProvider time, Random random)
{
    /// <summary>The property with the id that all copies of a message share.</summary>
    public const string IdProperty = "id";

    /// <summary>The property that counts the attempts that were made of it, from 1.</summary>
    public const string AttemptProperty = "attempt";

    /// <summary>The property that counts the put-offs.</summary>
    public const string HopProperty = "hop";

    /// <summary>
    /// The property that counts the put-offs for a fault. Only these make the pause grow: a wait for a turn or a lease says nothing about
    /// the next one.
    /// </summary>
    public const string FaultsProperty = "faults";

    /// <summary>The property that counts how often a copy was dead-lettered.</summary>
    public const string DeadLetteredProperty = "deadlettered";

    /// <summary>The property with the time at which the queue took the first copy, as ISO 8601 text.</summary>
    public const string EnqueuedProperty = "enqueued";

    private static readonly Backoff Backoff = new(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5));

    /// <summary>How often a message has been put off.</summary>
    public static int Hops(TriggerMessage message) => message.Number(HopProperty, 0);

    /// <summary>Puts a message off: for a fault by 5 s, then 10 s, ... up to 5 min, else by <paramref name="delay"/>.</summary>
    /// <returns>When it will be seen again.</returns>
    /// <exception cref="RefusedMessageException">It has a property that a copy could not carry.</exception>
    public async Task<DateTimeOffset> SendAsync(
        TriggerMessage message, CancellationToken cancellationToken, TimeSpan? delay = null, int? deadLettered = null)
    {
        var hop = Hops(message) + 1;
        var id = message.Text(IdProperty) ?? message.MessageId;
        var faults = message.Number(FaultsProperty, 0) + (delay is null ? 1 : 0);
        var at = time.GetUtcNow() + (delay ?? Backoff.Pause(faults, random));
        var properties = Carried(message);
        if (message.Queue == QueueNames.DeadLetters)
        {
            // Only the first copy has these from Service Bus.
            Keep(properties, TriggerMessage.DeadLetterSourceProperty, message.DeadLetterSource);
            Keep(properties, TriggerMessage.DeadLetterReasonProperty, message.Text(TriggerMessage.DeadLetterReasonProperty));
        }

        properties[IdProperty] = id;
        properties[HopProperty] = hop;
        if (faults > 0)
        {
            properties[FaultsProperty] = faults;
        }

        if (message.FirstEnqueuedTime is { } enqueued)
        {
            properties[EnqueuedProperty] = enqueued.ToString("O", CultureInfo.InvariantCulture);
        }

        if (deadLettered is not null)
        {
            properties[DeadLetteredProperty] = deadLettered.Value;
        }

        await bus.SendAsync(message.Queue, new QueueMessage
        {
            Body = message.Body,
            MessageId = EventIdentity.MessageId(id, message.Number(AttemptProperty, 1), hop),
            Label = message.Label,
            CorrelationId = message.CorrelationId,
            ScheduledEnqueueTime = at,
            Properties = properties,
        }, cancellationToken);
        return at;
    }

    private static void Keep(Dictionary<string, object> properties, string name, string? value)
    {
        if (value is not null)
        {
            properties[name] = value;
        }
    }

    /// <summary>The properties that a copy of a message carries on: all but those which the queue adds when it dead-letters.</summary>
    /// <exception cref="RefusedMessageException">One of them cannot be carried.</exception>
    public static Dictionary<string, object> Carried(TriggerMessage message)
    {
        var properties = new Dictionary<string, object>(message.Properties.Count + 4, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in message.Properties.Where(p => !p.Key.StartsWith("DeadLetter", StringComparison.OrdinalIgnoreCase)))
        {
            properties[name] = PropertyValue.IsSupported(value) ? value : throw Unsupported(name, value);
        }

        return properties;
    }

    /// <summary>The fault of a property that no copy of a message could carry.</summary>
    public static RefusedMessageException Unsupported(string name, object value) => new(
        $"its property \"{name}\" has the value {(value is UnreadProperty { Json: var json } ? json : PropertyValue.Describe(value))}, "
        + "which is of a type that cannot be sent again");
}
