namespace Butler.Local.ServiceBus.Queues;

/// <summary>A message as its sender wrote it.</summary>
internal sealed record OutgoingMessage
{
    /// <summary>The most that all custom properties of a message may take, in bytes.</summary>
    public const int MaxPropertyBytes = 64 * 1024;

    /// <summary>The longest message id or session id, in characters.</summary>
    public const int MaxIdLength = 128;

    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>What duplicate detection goes by; null: the broker makes one up, which is nobody's duplicate.</summary>
    public string? MessageId { get; init; }

    public string? ContentType { get; init; }

    public string? Label { get; init; }

    public string? CorrelationId { get; init; }

    public string? To { get; init; }

    public string? ReplyTo { get; init; }

    public string? ReplyToSessionId { get; init; }

    public string? SessionId { get; init; }

    public string? PartitionKey { get; init; }

    /// <summary>How long it is worth receiving, from the time it becomes visible; null: as the queue says.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>When it becomes visible; null or past: at once.</summary>
    public DateTimeOffset? ScheduledEnqueueTime { get; init; }

    /// <summary>Custom properties, of the types that <see cref="PropertyCodec"/> holds.</summary>
    public IReadOnlyDictionary<string, object> Properties { get; init; } = NoProperties;

    /// <summary>What an AMQP sender wrote besides; null: nothing.</summary>
    public AmqpSections? Sections { get; init; }

    /// <summary>What counts against the size limits: the body, the custom properties and the texts of the broker's own.</summary>
    public long Size => Body.Length + PropertySize + Length(MessageId) + Length(ContentType) + Length(Label) + Length(CorrelationId)
        + Length(To) + Length(ReplyTo) + Length(ReplyToSessionId) + Length(SessionId) + Length(PartitionKey);

    /// <summary>What the custom properties take, in bytes.</summary>
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
