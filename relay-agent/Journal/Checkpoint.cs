using System.Buffers.Binary;

namespace Butler.RelayAgent.Journal;

/// <summary>
/// The lowest record not yet acknowledged, in a file of two slots. Each writing goes to the slot that is not known to be on the
/// platter, so a torn one leaves the other; the slots change places when a sync has succeeded.
/// </summary>
internal sealed class Checkpoint : IDisposable
{
    private const string Name = "checkpoint";
    private const int SlotSize = 32;
    private const int SlotDistance = 4096;
    private const uint Magic = 0x4B43_4C42; // "BLCK"

    private readonly Lock gate = new();
    private readonly IJournalFile file;
    private long generation;
    private long latest;
    private long written;
    private int slot;
    private bool dirty;
    private bool syncing;

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
    /// <param name="disk">Where it lies.</param>
    /// <param name="newSalt">The salt to start with, asked for only when no checkpoint can be read.</param>
    public static Checkpoint Open(IJournalDisk disk, Func<uint> newSalt)
    {
        var file = disk.List().Contains(Name) ? disk.Open(Name) : disk.Create(Name);
        var slots = new[] { ReadSlot(file, 0), ReadSlot(file, 1) };
        var newest = slots[0].Generation >= slots[1].Generation ? 0 : 1;
        if (slots[newest].Generation > 0)
        {
            var (generation, value, salt) = slots[newest];
            return new Checkpoint(file, salt) { generation = generation, latest = value, written = value, slot = 1 - newest };
        }

        var fresh = new Checkpoint(file, newSalt()) { latest = 1 };
        fresh.WriteSlot();
        fresh.Sync();
        return fresh;
    }

    /// <summary>Moves it forward. Survives the death of the process at once, a power cut after the next <see cref="Sync"/>.</summary>
    public void Advance(long to)
    {
        lock (gate)
        {
            if (to <= latest)
            {
                return;
            }

            latest = to;
            if (!syncing)
            {
                WriteSlot();
            }
        }
    }

    /// <summary>Makes it survive a power cut.</summary>
    /// <returns>The value that now does.</returns>
    public long Sync()
    {
        lock (gate)
        {
            if (written < latest)
            {
                WriteSlot();
            }

            if (!dirty)
            {
                return written;
            }

            syncing = true;
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
                syncing = false;
                if (synced)
                {
                    slot = 1 - slot;
                    dirty = false;
                }
            }
        }

        return written;
    }

    public void Dispose() => file.Dispose();

    private void WriteSlot()
    {
        Span<byte> bytes = stackalloc byte[SlotSize];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], ++generation);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], latest);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[24..], Salt);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], Checksum.Crc32C(Magic, bytes[8..]));
        dirty = true;
        file.Write((long)slot * SlotDistance, bytes);
        written = latest;
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
