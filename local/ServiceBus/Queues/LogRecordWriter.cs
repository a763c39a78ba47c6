using System.Buffers.Binary;
using System.Numerics;

namespace Butler.Local.ServiceBus.Queues;

/// <summary>What kind of operation a record of the log tells of. The numbers are on disk: never reuse one.</summary>
internal enum LogOperation : byte
{
    Put = 1,
    Delivered = 2,
    Removed = 3,
    Activated = 4,
    DeadLettered = 5,
    Remembered = 6,
}

/// <summary>Writes one record at a time into a buffer that is used again. <see cref="LogReplay"/> reads them.</summary>
internal sealed class LogRecordWriter : IDisposable
{
    /// <summary>What precedes each record: its length and its CRC-32C.</summary>
    public const int FrameHeader = 2 * sizeof(int);

    private const int LargestToKeep = 1 << 20;

    private MemoryStream buffer;
    private BinaryWriter writer;

    public LogRecordWriter()
    {
        buffer = new MemoryStream();
        writer = new BinaryWriter(buffer);
    }

    public ReadOnlySpan<byte> Put(IReadOnlyCollection<StoredMessage> messages)
    {
        Begin(LogOperation.Put);
        writer.Write(messages.Count);
        foreach (var message in messages)
        {
            Write(message);
        }

        return End();
    }

    public ReadOnlySpan<byte> Delivered(long sequenceNumber, int deliveryCount)
    {
        Begin(LogOperation.Delivered);
        writer.Write(sequenceNumber);
        writer.Write(deliveryCount);
        return End();
    }

    public ReadOnlySpan<byte> Removed(long sequenceNumber)
    {
        Begin(LogOperation.Removed);
        writer.Write(sequenceNumber);
        return End();
    }

    public ReadOnlySpan<byte> Activated(long sequenceNumber, long newSequenceNumber, DateTimeOffset now, DateTimeOffset expiresAt)
    {
        Begin(LogOperation.Activated);
        writer.Write(sequenceNumber);
        writer.Write(newSequenceNumber);
        writer.Write(now.UtcTicks);
        writer.Write(expiresAt.UtcTicks);
        return End();
    }

    public ReadOnlySpan<byte> DeadLettered(long sequenceNumber, DeadLetterCause cause)
    {
        Begin(LogOperation.DeadLettered);
        writer.Write(sequenceNumber);
        Write(cause);
        return End();
    }

    public ReadOnlySpan<byte> Remembered(long nextSequenceNumber, IReadOnlyCollection<(string Id, DateTimeOffset SentAt)> history)
    {
        Begin(LogOperation.Remembered);
        writer.Write(nextSequenceNumber);
        writer.Write(history.Count);
        foreach (var (id, sentAt) in history)
        {
            writer.Write(id);
            writer.Write(sentAt.UtcTicks);
        }

        return End();
    }

    /// <summary>CRC-32C, which both x86 and Arm compute in hardware.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var one in bytes)
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        return ~crc;
    }

    public void Dispose() => writer.Dispose();

    private void Begin(LogOperation operation)
    {
        if (buffer.Capacity > LargestToKeep)
        {
            writer.Dispose();
            buffer = new MemoryStream();
            writer = new BinaryWriter(buffer);
        }

        buffer.SetLength(FrameHeader);
        buffer.Position = FrameHeader;
        writer.Write((byte)operation);
    }

    private ReadOnlySpan<byte> End()
    {
        var frame = buffer.GetBuffer().AsSpan(0, (int)buffer.Length);
        BinaryPrimitives.WriteInt32LittleEndian(frame, frame.Length - FrameHeader);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[sizeof(int)..], Checksum(frame[FrameHeader..]));
        return frame;
    }

    private void Write(StoredMessage message)
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
            Write(cause);
        }

        Write(message.Sent);
    }

    private void Write(OutgoingMessage sent)
    {
        writer.Write(sent.Body.Length);
        writer.Write(sent.Body.Span);
        WriteText(sent.MessageId);
        WriteText(sent.ContentType);
        WriteText(sent.Label);
        WriteText(sent.CorrelationId);
        WriteText(sent.To);
        WriteText(sent.ReplyTo);
        WriteText(sent.ReplyToSessionId);
        WriteText(sent.SessionId);
        WriteText(sent.PartitionKey);
        writer.Write(sent.TimeToLive?.Ticks ?? 0);
        writer.Write(sent.ScheduledEnqueueTime?.UtcTicks ?? 0);
        writer.Write(sent.Properties.Count);
        foreach (var (name, value) in sent.Properties)
        {
            writer.Write(name);
            writer.Write(PropertyText.Format(value));
        }
    }

    private void Write(DeadLetterCause cause)
    {
        writer.Write(cause.Reason);
        writer.Write(cause.Description);
    }

    private void WriteText(string? text)
    {
        writer.Write(text is not null);
        if (text is not null)
        {
            writer.Write(text);
        }
    }
}
