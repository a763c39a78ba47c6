using System.Buffers.Binary;

namespace Butler.Local.ServiceBus.Queues;

/// <summary>
/// The append-only file that keeps a queue across a crash of the process. Each operation is one frame (length, CRC-32C,
/// record), given to the operating system before its caller is answered; it is not synced to the disk, so a power cut may
/// cost the last moments. A frame torn by a crash ends the log: everything before it holds. A batch is one frame, hence all or none.
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

    /// <summary>Opens or creates a log and reads what it holds.</summary>
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

    /// <summary>Messages were taken; also how a compacted log begins.</summary>
    public void Put(IReadOnlyCollection<StoredMessage> messages) => Append(record.Put(messages));

    /// <summary>A message was handed out, for the <paramref name="deliveryCount"/>th time.</summary>
    public void Delivered(StoredMessage message, int deliveryCount) => Append(record.Delivered(message.SequenceNumber, deliveryCount));

    /// <summary>A message is gone for good.</summary>
    public void Removed(StoredMessage message) => Append(record.Removed(message.SequenceNumber));

    /// <summary>A scheduled message became visible, under a new number.</summary>
    public void Activated(StoredMessage message, long sequenceNumber, DateTimeOffset now, DateTimeOffset expiresAt) =>
        Append(record.Activated(message.SequenceNumber, sequenceNumber, now, expiresAt));

    /// <summary>A message was set aside.</summary>
    public void DeadLettered(StoredMessage message, DeadLetterCause cause) => Append(record.DeadLettered(message.SequenceNumber, cause));

    /// <summary>A receiver changed a message's custom properties; these are all of them.</summary>
    public void Changed(StoredMessage message, IReadOnlyDictionary<string, object> properties) =>
        Append(record.Changed(message.SequenceNumber, properties));

    /// <summary>A message was deferred.</summary>
    public void Deferred(StoredMessage message) => Append(record.Deferred(message.SequenceNumber));

    /// <summary>Whether most of the file is past history, given the bytes that the living messages take.</summary>
    public bool IsWorthCompacting(long liveBytes) =>
        length > SmallestWorthCompacting && length > 2 * lengthWhenCompact && length > 3 * liveBytes;

    /// <summary>Replaces the log by one that says only what is. A crash on the way leaves the old one.</summary>
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

        // Closed first: Windows moves no file over one that is open.
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

    /// <summary>Writes at the end of what holds; a write that failed halfway is overwritten by the next.</summary>
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
