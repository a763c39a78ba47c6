using System.Buffers.Binary;

namespace Butler.RelayAgent.Journal;

/// <summary>
/// The lowest unacknowledged record, in a file with four slots; the newest complete slot counts. A write never uses the last written slot
/// (the process may stop during the write), nor slots that are synced or about to be (the power may fail).
/// </summary>
internal sealed class Checkpoint : IDisposable
{
    private const string Name = "checkpoint";
    private const int SlotSize = 32;
    private const int SlotDistance = 4096;
    private const int Slots = 4;
    private const uint Magic = 0x4B43_4C42; // "BLCK"

    private readonly Lock gate = new();
    private readonly IJournalFile file;
    private long generation;
    private long latest;
    private long written;
    private int lastSlot;
    private int durableSlot = -1;
    private int syncingSlot = -1;
    private long durable;

    private Checkpoint(IJournalFile file, uint salt)
    {
        this.file = file;
        Salt = salt;
    }

    /// <summary>The seed of the journal's checksums, also kept here in case a segment's header is damaged.</summary>
    public uint Salt { get; }

    /// <summary>The lowest record not yet acknowledged.</summary>
    public long Value
    {
        get
        {
            lock (gate)
            {
                return latest;
            }
        }
    }

    /// <summary>Reads the checkpoint, or starts one.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="newSalt">Creates the first salt, if no checkpoint can be read.</param>
    public static Checkpoint Open(IJournalDisk disk, Func<uint> newSalt)
    {
        var file = disk.List().Contains(Name) ? disk.Open(Name) : disk.Create(Name);
        var slots = Enumerable.Range(0, Slots).Select(slot => ReadSlot(file, slot)).ToArray();
        var newest = Enumerable.Range(0, Slots).MaxBy(slot => slots[slot].Generation);
        var (generation, value, salt) = slots[newest];
        var checkpoint = generation > 0
            ? new Checkpoint(file, salt) { generation = generation, latest = value, written = value, lastSlot = newest }
            : new Checkpoint(file, newSalt()) { latest = 1 };
        if (generation == 0)
        {
            checkpoint.WriteSlot();
        }

        checkpoint.Sync(); // the last writes and the file's name may not be synced to disk yet
        disk.Sync();
        return checkpoint;
    }

    /// <summary>
    /// Advances the checkpoint. It survives the end of the process at once, and a power cut after the next <see cref="Sync"/>.
    /// </summary>
    public void Advance(long to)
    {
        lock (gate)
        {
            if (to <= latest)
            {
                return;
            }

            latest = to;
            WriteSlot();
        }
    }

    /// <summary>Syncs the checkpoint to disk.</summary>
    /// <returns>The synced value.</returns>
    public long Sync()
    {
        long syncing;
        lock (gate)
        {
            if (written < latest)
            {
                WriteSlot(); // an earlier write failed
            }

            if (durableSlot == lastSlot)
            {
                return durable;
            }

            (syncingSlot, syncing) = (lastSlot, written);
        }

        var synced = false;
        try
        {
            file.Sync();
            synced = true;
        }
        finally
        {
            lock (gate)
            {
                (durableSlot, durable) = synced ? (syncingSlot, syncing) : (durableSlot, durable);
                written = synced ? written : 0; // a repeated sync is not reliable: the next one writes another slot first
                syncingSlot = -1;
            }
        }

        return durable;
    }

    public void Dispose() => file.Dispose();

    private void WriteSlot()
    {
        var slot = Enumerable.Range(0, Slots).First(each => each != lastSlot && each != durableSlot && each != syncingSlot);
        Span<byte> bytes = stackalloc byte[SlotSize];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], ++generation);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], latest);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[24..], Salt);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], Checksum.Crc32C(Magic, bytes[8..]));
        file.Write((long)slot * SlotDistance, bytes);
        (written, lastSlot) = (latest, slot);
    }

    private static (long Generation, long Value, uint Salt) ReadSlot(IJournalFile file, int slot)
    {
        Span<byte> bytes = stackalloc byte[SlotSize];
        var whole = file.Read((long)slot * SlotDistance, bytes) == SlotSize
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes) == Magic
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) == Checksum.Crc32C(Magic, bytes[8..]);
        return whole
            ? (BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
                BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]))
            : default;
    }
}
