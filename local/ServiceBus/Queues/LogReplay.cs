namespace Butler.Local.ServiceBus.Queues;

/// <summary>Rebuilds a queue's state from the records of its log, in order. <see cref="LogRecordWriter"/> writes them.</summary>
internal sealed class LogReplay
{
    private readonly Dictionary<long, StoredMessage> messages = [];
    private readonly List<(string Id, DateTimeOffset SentAt)> history = [];
    private long nextSequenceNumber = 1;

    /// <exception cref="InvalidDataException">This version does not know the record.</exception>
    public void Apply(byte[] record)
    {
        using var reader = new BinaryReader(new MemoryStream(record));
        var operation = (LogOperation)reader.ReadByte();
        switch (operation)
        {
            case LogOperation.Put:
                ReadMany(reader, () => Add(MessageRecord.Read(reader)));
                break;
            case LogOperation.PutEarlier:
                ReadMany(reader, () => Add(MessageRecord.ReadEarlier(reader)));
                break;
            case LogOperation.Delivered:
                messages[reader.ReadInt64()].DeliveryCount = reader.ReadInt32();
                break;
            case LogOperation.Removed:
                messages.Remove(reader.ReadInt64());
                break;
            case LogOperation.Activated:
                messages.Remove(reader.ReadInt64(), out var message);
                message!.Activate(reader.ReadInt64(), MessageRecord.ReadTime(reader), MessageRecord.ReadTime(reader));
                Keep(message);
                break;
            case LogOperation.DeadLettered:
                messages[reader.ReadInt64()].SetAside(MessageRecord.ReadCause(reader));
                break;
            case LogOperation.Changed:
                messages[reader.ReadInt64()].Change(SentRecord.ReadProperties(reader));
                break;
            case LogOperation.Deferred:
                messages[reader.ReadInt64()].IsDeferred = true;
                break;
            case LogOperation.Remembered:
                nextSequenceNumber = Math.Max(nextSequenceNumber, reader.ReadInt64());
                ReadMany(reader, () => history.Add((reader.ReadString(), MessageRecord.ReadTime(reader))));
                break;
            default:
                throw new InvalidDataException(
                    $"The queue's log holds a record of kind {(byte)operation}, which this version does not know.");
        }
    }

    /// <summary>The state after all records.</summary>
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
}
