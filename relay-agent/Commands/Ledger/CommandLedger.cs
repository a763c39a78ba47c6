using System.Globalization;
using Butler.Core.Commands;
using Butler.RelayAgent.Journal;

namespace Butler.RelayAgent.Commands.Ledger;

/// <summary>
/// The results of all commands of the last 48 hours, on disk, so that no command is executed twice and every answer can be repeated.
/// Records are only appended, and each is synced before its step begins. A file with an incomplete end is never appended to.
/// </summary>
internal sealed class CommandLedger : IDisposable
{
    /// <summary>
    /// How long a command is remembered: longer than any deadline, so that an old message is never mistaken for a new command.
    /// </summary>
    public static readonly TimeSpan Keep = TimeSpan.FromHours(48);

    private const string Prefix = "commands-";
    private const int FullAt = 4 * 1024 * 1024;

    private readonly Lock gate = new();
    private readonly Dictionary<string, LedgerEntry> entries = [];
    private readonly Dictionary<string, DateTimeOffset> delivered = [];
    private readonly Dictionary<string, DateTimeOffset> segments = []; // the time of the newest record of each segment
    private readonly IJournalDisk disk;
    private readonly TimeProvider time;
    private (string Name, IJournalFile File, long Length)? current;
    private int newest;

    private CommandLedger(IJournalDisk disk, TimeProvider time) => (this.disk, this.time) = (disk, time);

    /// <summary>Reads what is on the disk.</summary>
    /// <exception cref="IOException">The ledger cannot be read; without it no command may be executed.</exception>
    public static CommandLedger Open(IJournalDisk disk, TimeProvider time)
    {
        var ledger = new CommandLedger(disk, time);
        foreach (var name in disk.List().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            _ = int.TryParse(name.AsSpan(Prefix.Length), CultureInfo.InvariantCulture, out var number);
            ledger.newest = Math.Max(ledger.newest, number);
            ledger.Load(name);
        }

        return ledger;
    }

    /// <summary>Finds a command; null when it is unknown.</summary>
    public LedgerEntry? Find(string id)
    {
        lock (gate)
        {
            return entries.GetValueOrDefault(id);
        }
    }

    /// <summary>The commands whose reply was not sent to Service Bus yet.</summary>
    public IReadOnlyList<LedgerRecord> Unanswered()
    {
        lock (gate)
        {
            return [.. entries.Values.Select(entry => entry.Record).Where(record => record.State != LedgerState.Replied)];
        }
    }

    /// <summary>Whether a delivery has been sent.</summary>
    public bool IsDelivered(string deliveryId)
    {
        lock (gate)
        {
            return delivered.ContainsKey(deliveryId);
        }
    }

    /// <summary>Reads the reply of a command that has one.</summary>
    /// <exception cref="IOException">The reply cannot be read.</exception>
    public CommandReply Reply(string id)
    {
        lock (gate)
        {
            var entry = entries[id];
            using var file = disk.Open(entry.Segment);
            var bytes = new byte[file.Length - entry.Offset];
            file.Read(entry.Offset, bytes);
            return LedgerFormat.Decode(bytes) is { Record.Reply: { } reply }
                ? reply
                : throw new IOException($"The reply of command {id} cannot be read again.");
        }
    }

    /// <summary>Appends a record and syncs it to disk.</summary>
    /// <exception cref="IOException">The record may or may not have been written; the same call may succeed later.</exception>
    public void Write(LedgerRecord record)
    {
        var bytes = LedgerFormat.Encode(record);
        lock (gate)
        {
            var (name, file, length) = Current();
            try
            {
                file.Write(length, bytes);
                if (record.State != LedgerState.Replied)
                {
                    file.Sync(); // without this record the reply is only sent again
                }
            }
            catch (IOException)
            {
                Close();
                throw;
            }

            current = (name, file, length + bytes.Length);
            Note(record, name, length);
        }
    }

    /// <summary>Removes records older than 48 hours; unanswered commands are kept.</summary>
    /// <exception cref="IOException">A disk error; the same call may succeed later.</exception>
    public void Prune()
    {
        lock (gate)
        {
            var before = time.GetUtcNow() - Keep;
            foreach (var name in segments.Where(segment => segment.Value < before).Select(segment => segment.Key).ToList())
            {
                if (current?.Name == name)
                {
                    Close();
                }

                foreach (var entry in entries.Values.Where(entry => entry.Segment == name).ToList())
                {
                    if (entry.Record.State == LedgerState.Replied)
                    {
                        entries.Remove(entry.Record.Id);
                    }
                    else
                    {
                        Write(entry.Record with { Time = time.GetUtcNow(), Reply = entry.Offset < 0 ? null : Reply(entry.Record.Id) });
                    }
                }

                disk.Delete(name);
                segments.Remove(name);
            }

            foreach (var id in delivered.Where(each => each.Value < before).Select(each => each.Key).ToList())
            {
                delivered.Remove(id);
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            Close();
        }
    }

    private void Load(string name)
    {
        using var file = disk.Open(name);
        var bytes = new byte[file.Length];
        file.Read(0, bytes);
        segments[name] = default;
        foreach (var (record, offset) in LedgerFormat.Scan(bytes))
        {
            Note(record, name, offset);
        }
    }

    /// <summary>A state never goes back: of two records, the later state counts.</summary>
    private void Note(LedgerRecord record, string segment, long offset)
    {
        segments[segment] = record.Time > segments.GetValueOrDefault(segment) ? record.Time : segments.GetValueOrDefault(segment);
        if (record.Delivered is { } deliveryId)
        {
            delivered[deliveryId] = record.Time;
        }

        var known = entries.GetValueOrDefault(record.Id);
        if (known is not null && record.State < known.Record.State)
        {
            return;
        }

        var slim = record with { Reply = null };
        entries[record.Id] = record.Reply is not null || known is null
            ? new LedgerEntry(slim, segment, record.Reply is null ? -1 : offset)
            : known with { Record = slim, Segment = known.Offset < 0 ? segment : known.Segment };
    }

    private (string Name, IJournalFile File, long Length) Current()
    {
        if (current is { Length: > FullAt })
        {
            Close();
        }

        if (current is null)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{++newest:D8}");
            var file = disk.Create(name);
            try
            {
                disk.Sync();
            }
            catch (IOException)
            {
                file.Dispose();
                throw;
            }

            current = (name, file, 0);
            segments[name] = time.GetUtcNow();
        }

        return current.Value;
    }

    private void Close()
    {
        current?.File.Dispose();
        current = null;
    }
}
