using System.Globalization;

namespace Butler.Functions.Hosting;

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

    /// <summary>A text property.</summary>
    public string? Text(string name) => Properties.TryGetValue(name, out var value) ? value as string : null;

    /// <summary>A whole-number property; <paramref name="fallback"/> where there is none.</summary>
    public int Number(string name, int fallback) =>
        Properties.TryGetValue(name, out var value) && int.TryParse(Convert.ToString(value, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture, out var number)
            ? number
            : fallback;
}

/// <summary>A message that can never be dealt with, whatever is tried. Its text is shown to operators and holds no secret.</summary>
internal sealed class RefusedMessageException(string reason, Exception? inner = null) : Exception(reason, inner);
