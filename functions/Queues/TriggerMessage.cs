using System.Globalization;
using Butler.Core.Azure.ServiceBus;

namespace Butler.Functions.Queues;

/// <summary>A message from the Functions host.</summary>
internal sealed record TriggerMessage
{
    /// <summary>The property with the reason for which a queue has dead-lettered it.</summary>
    public const string DeadLetterReasonProperty = "DeadLetterReason";

    /// <summary>The property with the queue that has dead-lettered it, of a copy.</summary>
    public const string DeadLetterSourceProperty = "DeadLetterSource";

    /// <summary>The queue it came from.</summary>
    public required string Queue { get; init; }

    /// <summary>The body's bytes as they were sent.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The message id, which duplicate detection uses.</summary>
    public required string MessageId { get; init; }

    /// <summary>The label.</summary>
    public string? Label { get; init; }

    /// <summary>The id of the message that this one answers.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>How many times the message has been delivered, from 1.</summary>
    public int DeliveryCount { get; init; } = 1;

    /// <summary>When the message was enqueued, in whole seconds; null if the host does not say.</summary>
    public DateTimeOffset? EnqueuedTime { get; init; }

    /// <summary>
    /// The queue that has dead-lettered and forwarded it; null: none has. A copy that was put off carries it as a property.
    /// </summary>
    public string? DeadLetterSource
    {
        get => field ?? Text(DeadLetterSourceProperty);
        init;
    }

    /// <summary>Custom properties, names compared without case.</summary>
    public IReadOnlyDictionary<string, object> Properties { get; init; } = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);

    /// <summary>When the first copy was enqueued: rescheduling changes <see cref="EnqueuedTime"/>, but not this value.</summary>
    public DateTimeOffset? FirstEnqueuedTime => Time(Rescheduler.EnqueuedProperty) ?? EnqueuedTime;

    /// <summary>A text property; null when it is missing.</summary>
    /// <exception cref="RefusedMessageException">The property is not text.</exception>
    public string? Text(string name) =>
        !Properties.TryGetValue(name, out var value) ? null : value as string ?? throw WrongType(name, "text", value);

    /// <summary>A whole-number property; <paramref name="fallback"/> when it is missing.</summary>
    /// <exception cref="RefusedMessageException">The property is not a whole number of 32 bits.</exception>
    public int Number(string name, int fallback) => Properties.TryGetValue(name, out var value)
        ? value switch
        {
            int number => number,
            long number and >= int.MinValue and <= int.MaxValue => (int)number,
            _ => throw WrongType(name, "a whole number of 32 bits", value),
        }
        : fallback;

    /// <summary>A property with a time as ISO 8601 text; null when it is missing.</summary>
    /// <exception cref="RefusedMessageException">The property is not a time.</exception>
    public DateTimeOffset? Time(string name) => Text(name) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw WrongType(name, "a time", text);

    private static RefusedMessageException WrongType(string name, string expected, object value) =>
        new($"its property \"{name}\" must be {expected}, but is "
            + $"{(value is string text ? $"the text \"{text}\"" : PropertyValue.Describe(value))}");
}

/// <summary>The value of a custom property whose type the app does not know.</summary>
/// <param name="Json">The value as the host wrote it.</param>
internal sealed record UnreadProperty(string Json);

/// <summary>A message can never be processed. The text is shown to operators and holds no secrets.</summary>
internal sealed class RefusedMessageException(string reason, Exception? inner = null) : Exception(reason, inner);
