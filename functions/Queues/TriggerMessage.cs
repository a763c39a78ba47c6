using System.Globalization;
using Butler.Core.Azure.ServiceBus;

namespace Butler.Functions.Queues;

/// <summary>A message as the Functions host hands it over.</summary>
internal sealed record TriggerMessage
{
    /// <summary>The queue it came from.</summary>
    public required string Queue { get; init; }

    /// <summary>The body's bytes as they were sent.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The message id, which duplicate detection went by.</summary>
    public required string MessageId { get; init; }

    /// <summary>The label.</summary>
    public string? Label { get; init; }

    /// <summary>The id of what it answers.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>How often the queue has handed it out, from 1.</summary>
    public int DeliveryCount { get; init; } = 1;

    /// <summary>When the queue took it, whole seconds; null where the host did not say.</summary>
    public DateTimeOffset? EnqueuedTime { get; init; }

    /// <summary>Custom properties, names compared without case.</summary>
    public IReadOnlyDictionary<string, object> Properties { get; init; } = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);

    /// <summary>When the first of its copies was taken by the queue: a put-off changes <see cref="EnqueuedTime"/>, not this.</summary>
    public DateTimeOffset? FirstEnqueuedTime => Time(Rescheduler.EnqueuedProperty) ?? EnqueuedTime;

    /// <summary>A text property; null where it is missing.</summary>
    /// <exception cref="RefusedMessageException">The property is not text.</exception>
    public string? Text(string name) =>
        !Properties.TryGetValue(name, out var value) ? null : value as string ?? throw WrongType(name, "text", value);

    /// <summary>A whole-number property; <paramref name="fallback"/> where it is missing.</summary>
    /// <exception cref="RefusedMessageException">The property is not a whole number of 32 bits.</exception>
    public int Number(string name, int fallback) => Properties.TryGetValue(name, out var value)
        ? value switch
        {
            int number => number,
            long number and >= int.MinValue and <= int.MaxValue => (int)number,
            _ => throw WrongType(name, "a whole number of 32 bits", value),
        }
        : fallback;

    /// <summary>A property with a time as ISO 8601 text; null where it is missing.</summary>
    /// <exception cref="RefusedMessageException">The property is not a time.</exception>
    public DateTimeOffset? Time(string name) => Text(name) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw WrongType(name, "a time", text);

    private static RefusedMessageException WrongType(string name, string expected, object value) =>
        new($"its property \"{name}\" must be {expected}, but is {(value is string text ? $"the text \"{text}\"" : PropertyValue.Describe(value))}");
}

/// <summary>The value of a custom property whose type the app does not know.</summary>
/// <param name="Json">The value as the host wrote it.</param>
internal sealed record UnreadProperty(string Json);

/// <summary>A message that can never be dealt with, whatever is tried. Its text is shown to operators and holds no secret.</summary>
internal sealed class RefusedMessageException(string reason, Exception? inner = null) : Exception(reason, inner);
