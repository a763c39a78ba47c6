namespace Butler.Local.ServiceBus.Queues;

/// <summary>A message from its sender.</summary>
internal sealed record OutgoingMessage
{
    /// <summary>The maximum size of all custom properties of a message, in bytes.</summary>
    public const int MaxPropertyBytes = 64 * 1024;

    /// <summary>The maximum length of a message id or session id, in characters.</summary>
    public const int MaxIdLength = 128;

    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The id for duplicate detection; null: the broker creates a unique one.</summary>
    public string? MessageId { get; init; }

    public string? ContentType { get; init; }

    public string? Label { get; init; }

    public string? CorrelationId { get; init; }

    public string? To { get; init; }

    public string? ReplyTo { get; init; }

    public string? ReplyToSessionId { get; init; }

    public string? SessionId { get; init; }

    public string? PartitionKey { get; init; }

    /// <summary>The time to live, from the time the message becomes visible; null: the default of the queue.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>When the message becomes visible; null or past: at once.</summary>
    public DateTimeOffset? ScheduledEnqueueTime { get; init; }

    /// <summary>Custom properties, of the types that <see cref="PropertyCodec"/> supports.</summary>
    public IReadOnlyDictionary<string, object> Properties { get; init; } = NoProperties;

    /// <summary>The additional parts of an AMQP message; null for none.</summary>
    public AmqpSections? Sections { get; init; }

    /// <summary>The size for the limits: the body, the custom properties and the broker properties.</summary>
    public long Size => Body.Length + PropertySize + Length(MessageId) + Length(ContentType) + Length(Label) + Length(CorrelationId)
        + Length(To) + Length(ReplyTo) + Length(ReplyToSessionId) + Length(SessionId) + Length(PartitionKey);

    /// <summary>The size of the custom properties, in bytes.</summary>
    public long PropertySize
    {
        get
        {
            long size = 0;
            foreach (var (name, value) in Properties)
            {
                size += name.Length + SizeOf(value);
            }

            return size;
        }
    }

    private static IReadOnlyDictionary<string, object> NoProperties { get; } = new Dictionary<string, object>();

    private static int SizeOf(object value) => value switch
    {
        string text => Length(text),
        byte[] bytes => bytes.Length,
        Uri uri => Length(uri.OriginalString),
        _ => sizeof(long),
    };

    private static int Length(string? text) => text is null ? 0 : System.Text.Encoding.UTF8.GetByteCount(text);
}
