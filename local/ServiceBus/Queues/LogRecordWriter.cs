using System.Buffers.Binary;
using System.Numerics;

namespace Butler.Local.ServiceBus.Queues;

/// <summary>The kinds of operations in the log. The numbers are on disk: never reuse one.</summary>
internal enum LogOperation : byte
{
    /// <summary>Like <see cref="Put"/>, from versions before AMQP.</summary>
    PutEarlier = 1,
    Delivered = 2,
    Removed = 3,
    Activated = 4,
    DeadLettered = 5,
    Remembered = 6,
    Put = 7,
    Changed = 8,
    Deferred = 9,
}

/// <summary>Writes one record at a time into a reused buffer. <see cref="LogReplay"/> reads them.</summary>
internal sealed class LogRecordWriter : IDisposable
{
    /// <summary>The size of the frame header before each record: its length and its CRC-32C.</summary>
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
            MessageRecord.Write(writer, message);
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
        MessageRecord.WriteCause(writer, cause);
        return End();
    }

    public ReadOnlySpan<byte> Changed(long sequenceNumber, IReadOnlyDictionary<string, object> properties)
    {
        Begin(LogOperation.Changed);
        writer.Write(sequenceNumber);
        SentRecord.WriteProperties(writer, properties);
        return End();
    }

    public ReadOnlySpan<byte> Deferred(long sequenceNumber)
    {
        Begin(LogOperation.Deferred);
        writer.Write(sequenceNumber);
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
}
