using System.Buffers.Binary;

namespace Butler.Local.ServiceBus.Queues;

/// <summary>
/// The append-only file that keeps a queue across a crash of the process. Each operation is one frame (length, CRC-32C, record), which is
/// passed to the operating system before the caller is answered. It is not synced to the disk, so a power cut may lose the last moments. An
/// incomplete frame ends the log: everything before it is valid. A batch is one frame, and therefore stored completely or not at all.
/// </summary>
internal sealed class QueueLog : IDisposable
{
    private const long SmallestWorthCompacting = 16 << 20;

    private readonly string path;
    private readonly LogRecordWriter record = new();
    private FileStream file;
    private long length;
    private long lengthWhenCompact;

    private QueueLog(string path, FileStream file, long length)
    {
        this.path = path;
        this.file = file;
        this.length = lengthWhenCompact = length;
    }

    /// <summary>Opens or creates a log and reads its records.</summary>
    public static QueueLog Open(string path, out QueueState state)
    {
        var file = OpenFile(path);
        try
        {
            var replay = new LogReplay();
            var length = ReadFrames(path, replay);
            state = replay.State();
            return new QueueLog(path, file, length);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Records accepted messages; also the beginning of a compacted log.</summary>
    public void Put(IReadOnlyCollection<StoredMessage> messages) => Append(record.Put(messages));

    /// <summary>Records that a message was delivered, for the <paramref name="deliveryCount"/>th time.</summary>
    public void Delivered(StoredMessage message, int deliveryCount) => Append(record.Delivered(message.SequenceNumber, deliveryCount));

    /// <summary>Records that a message was removed.</summary>
    public void Removed(StoredMessage message) => Append(record.Removed(message.SequenceNumber));

    /// <summary>Records that a scheduled message became visible, with a new number.</summary>
    public void Activated(StoredMessage message, long sequenceNumber, DateTimeOffset now, DateTimeOffset expiresAt) =>
        Append(record.Activated(message.SequenceNumber, sequenceNumber, now, expiresAt));

    /// <summary>Records that a message was dead-lettered.</summary>
    public void DeadLettered(StoredMessage message, DeadLetterCause cause) => Append(record.DeadLettered(message.SequenceNumber, cause));

    /// <summary>Records all custom properties of a message after a change by a receiver.</summary>
    public void Changed(StoredMessage message, IReadOnlyDictionary<string, object> properties) =>
        Append(record.Changed(message.SequenceNumber, properties));

    /// <summary>Records that a message was deferred.</summary>
    public void Deferred(StoredMessage message) => Append(record.Deferred(message.SequenceNumber));

    /// <summary>Whether most of the file is obsolete, given the size of the current messages.</summary>
    public bool IsWorthCompacting(long liveBytes) =>
        length > SmallestWorthCompacting && length > 2 * lengthWhenCompact && length > 3 * liveBytes;

    /// <summary>Replaces the log with one that holds only the current state. A crash in between leaves the old one.</summary>
    public void Compact(QueueState state)
    {
        var next = path + ".new";
        File.Delete(next);
        var old = (file, length);
        try
        {
            (file, length) = (OpenFile(next), 0);
            Append(record.Remembered(state.NextSequenceNumber, state.History));
            foreach (var message in state.Messages)
            {
                Append(record.Put([message]));
            }
        }
        catch
        {
            if (file != old.file)
            {
                file.Dispose();
            }

            (file, length) = old;
            throw;
        }

        lengthWhenCompact = length;

        // Closed first, because Windows cannot replace an open file.
        file.Dispose();
        old.file.Dispose();
        try
        {
            File.Move(next, path, overwrite: true);
        }
        catch
        {
            (file, length) = (OpenFile(path), old.length);
            throw;
        }

        file = OpenFile(path);
    }

    public void Dispose()
    {
        file.Dispose();
        record.Dispose();
    }

    private static FileStream OpenFile(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.OpenOrCreate,
        Access = FileAccess.ReadWrite,
        Share = FileShare.ReadWrite | FileShare.Delete,
        BufferSize = 0,
    });

    /// <summary>Writes at the end of the valid records; the next write overwrites an incomplete one.</summary>
    private void Append(ReadOnlySpan<byte> frame)
    {
        RandomAccess.Write(file.SafeFileHandle, frame, length);
        length += frame.Length;
    }

    private static long ReadFrames(string path, LogReplay replay)
    {
        using var reader = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1 << 20);
        var header = new byte[LogRecordWriter.FrameHeader];
        var length = 0L;
        while (reader.ReadAtLeast(header, LogRecordWriter.FrameHeader, throwOnEndOfStream: false) == LogRecordWriter.FrameHeader)
        {
            var size = BinaryPrimitives.ReadInt32LittleEndian(header);
            if (size <= 0 || size > reader.Length - length - LogRecordWriter.FrameHeader)
            {
                break;
            }

            var payload = new byte[size];
            reader.ReadExactly(payload);
            if (LogRecordWriter.Checksum(payload) != BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(sizeof(int))))
            {
                break;
            }

            replay.Apply(payload);
            length += LogRecordWriter.FrameHeader + size;
        }

        return length;
    }
}
