namespace Butler.Local.ServiceBus.Queues;

/// <summary>Rebuilds a queue's state from the records of its log, in order. <see cref="LogRecordWriter"/> writes them.</summary>
internal sealed class LogReplay
{
    private readonly Dictionary<long, StoredMessage> messages = [];
    private readonly List<(string Id, DateTimeOffset SentAt)> history = [];
    private long nextSequenceNumber = 1;

    /// <exception cref="InvalidDataException">The record is none that this version writes.</exception>
    public void Apply(byte[] record)
    {
        using var reader = new BinaryReader(new MemoryStream(record));
        var operation = (LogOperation)reader.ReadByte();
        switch (operation)
        {
            case LogOperation.Put:
                ReadMany(reader, () => Add(ReadMessage(reader)));
                break;
            case LogOperation.Delivered:
                messages[reader.ReadInt64()].DeliveryCount = reader.ReadInt32();
                break;
            case LogOperation.Removed:
                messages.Remove(reader.ReadInt64());
                break;
            case LogOperation.Activated:
                messages.Remove(reader.ReadInt64(), out var message);
                message!.Activate(reader.ReadInt64(), ReadTime(reader), ReadTime(reader));
                Keep(message);
                break;
            case LogOperation.DeadLettered:
                messages[reader.ReadInt64()].DeadLetter = ReadCause(reader);
                break;
            case LogOperation.Remembered:
                nextSequenceNumber = Math.Max(nextSequenceNumber, reader.ReadInt64());
                ReadMany(reader, () => history.Add((reader.ReadString(), ReadTime(reader))));
                break;
            default:
                throw new InvalidDataException(
                    $"The queue's log holds a record of kind {(byte)operation}, which this version does not know.");
        }
    }

    /// <summary>What all records together tell.</summary>
    public QueueState State() => new(messages.Values, history, nextSequenceNumber);

    private static void ReadMany(BinaryReader reader, Action readOne)
    {
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            readOne();
        }
    }

    private void Add(StoredMessage message)
    {
        Keep(message);
        if (message.Sent.MessageId is { } id)
        {
            history.Add((id, message.SentAt));
        }
    }

    private void Keep(StoredMessage message)
    {
        messages[message.SequenceNumber] = message;
        nextSequenceNumber = Math.Max(nextSequenceNumber, message.SequenceNumber + 1);
    }

    private static StoredMessage ReadMessage(BinaryReader reader)
    {
        var sequenceNumber = reader.ReadInt64();
        var messageId = reader.ReadString();
        var sentAt = ReadTime(reader);
        var isScheduled = reader.ReadBoolean();
        var enqueuedTime = ReadTime(reader);
        var expiresAt = ReadTime(reader);
        var deliveryCount = reader.ReadInt32();
        var deadLetter = reader.ReadBoolean() ? ReadCause(reader) : null;
        var sent = ReadSent(reader);
        return new StoredMessage
        {
            SequenceNumber = sequenceNumber,
            MessageId = messageId,
            SentAt = sentAt,
            IsScheduled = isScheduled,
            EnqueuedTime = enqueuedTime,
            ExpiresAt = expiresAt,
            DeliveryCount = deliveryCount,
            DeadLetter = deadLetter,
            Sent = sent,
            Size = sent.Size,
        };
    }

    // The members are read in the order in which they are written here, which is the order of the record.
    private static OutgoingMessage ReadSent(BinaryReader reader) => new()
    {
        Body = reader.ReadBytes(reader.ReadInt32()),
        MessageId = ReadText(reader),
        ContentType = ReadText(reader),
        Label = ReadText(reader),
        CorrelationId = ReadText(reader),
        To = ReadText(reader),
        ReplyTo = ReadText(reader),
        ReplyToSessionId = ReadText(reader),
        SessionId = ReadText(reader),
        PartitionKey = ReadText(reader),
        TimeToLive = reader.ReadInt64() is var life and not 0 ? new TimeSpan(life) : null,
        ScheduledEnqueueTime = reader.ReadInt64() is var ticks and not 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null,
        Properties = ReadProperties(reader),
    };

    private static Dictionary<string, object> ReadProperties(BinaryReader reader)
    {
        var properties = new Dictionary<string, object>();
        ReadMany(reader, () =>
        {
            var name = reader.ReadString();
            if (PropertyText.TryParse(reader.ReadString(), out var value))
            {
                properties[name] = value;
            }
        });
        return properties;
    }

    private static DeadLetterCause ReadCause(BinaryReader reader) => new(reader.ReadString(), reader.ReadString());

    private static DateTimeOffset ReadTime(BinaryReader reader) => new(reader.ReadInt64(), TimeSpan.Zero);

    private static string? ReadText(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;
}
