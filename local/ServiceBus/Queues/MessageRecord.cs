namespace Butler.Local.ServiceBus.Queues;

/// <summary>A message in a record of the log. Writing and reading are next to each other.</summary>
internal static class MessageRecord
{
    public static void Write(BinaryWriter writer, StoredMessage message)
    {
        writer.Write(message.SequenceNumber);
        writer.Write(message.MessageId);
        writer.Write(message.SentAt.UtcTicks);
        writer.Write(message.IsScheduled);
        writer.Write(message.EnqueuedTime.UtcTicks);
        writer.Write(message.ExpiresAt.UtcTicks);
        writer.Write(message.DeliveryCount);
        writer.Write(message.DeadLetter is not null);
        if (message.DeadLetter is { } cause)
        {
            WriteCause(writer, cause);
        }

        SentRecord.Write(writer, message.Sent);
        writer.Write(message.IsDeferred);
        writer.Write(message.EnqueuedSequenceNumber);
        SentRecord.WriteText(writer, message.DeadLetterSource);
    }

    public static StoredMessage Read(BinaryReader reader)
    {
        var message = ReadCommon(reader, SentRecord.Read);
        message.IsDeferred = reader.ReadBoolean();
        message.EnqueuedSequenceNumber = reader.ReadInt64();
        message.DeadLetterSource = SentRecord.ReadText(reader);
        return message;
    }

    /// <summary>Reads records of versions before AMQP.</summary>
    public static StoredMessage ReadEarlier(BinaryReader reader) => ReadCommon(reader, SentRecord.ReadEarlier);

    public static void WriteCause(BinaryWriter writer, DeadLetterCause cause)
    {
        writer.Write(cause.Reason);
        writer.Write(cause.Description);
    }

    public static DeadLetterCause ReadCause(BinaryReader reader) => new(reader.ReadString(), reader.ReadString());

    public static DateTimeOffset ReadTime(BinaryReader reader) => new(reader.ReadInt64(), TimeSpan.Zero);

    private static StoredMessage ReadCommon(BinaryReader reader, Func<BinaryReader, OutgoingMessage> readSent)
    {
        var sequenceNumber = reader.ReadInt64();
        var messageId = reader.ReadString();
        var sentAt = ReadTime(reader);
        var isScheduled = reader.ReadBoolean();
        var enqueuedTime = ReadTime(reader);
        var expiresAt = ReadTime(reader);
        var deliveryCount = reader.ReadInt32();
        var deadLetter = reader.ReadBoolean() ? ReadCause(reader) : null;
        var sent = readSent(reader);
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
}
