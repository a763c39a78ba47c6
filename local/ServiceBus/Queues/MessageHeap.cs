namespace Butler.Local.ServiceBus.Queues;

/// <summary>
/// Messages by a key, the smallest first; equal keys by sequence number. Each message stores its index, so that it can be removed from the
/// middle in O(log n): a completed message leaves no entry that waits for its expiry.
/// </summary>
internal sealed class MessageHeap(MessageHeap.Index index)
{
    private Entry[] entries = new Entry[16];

    /// <summary>The index in a message that this heap uses: a message is in at most one heap of each kind.</summary>
    internal enum Index
    {
        Place,
        Expiry,
    }

    public int Count { get; private set; }

    /// <summary>The smallest key; <see cref="long.MaxValue"/> when empty.</summary>
    public long FirstKey => Count == 0 ? long.MaxValue : entries[0].Key;

    public StoredMessage First => entries[0].Message;

    public void Add(long key, StoredMessage message)
    {
        if (Count == entries.Length)
        {
            Array.Resize(ref entries, Count * 2);
        }

        SiftUp(Count++, new Entry(key, message.SequenceNumber, message));
    }

    /// <summary>Removes a message; does nothing when it is not in the heap.</summary>
    public void Remove(StoredMessage message)
    {
        var at = IndexOf(message);
        if (at < 0)
        {
            return;
        }

        SetIndex(message, -1);
        var last = entries[--Count];
        entries[Count] = default;
        if (at == Count)
        {
            return;
        }

        if (at > 0 && last.CompareTo(entries[(at - 1) / 2]) < 0)
        {
            SiftUp(at, last);
        }
        else
        {
            SiftDown(at, last);
        }
    }

    /// <summary>All messages, in no order.</summary>
    public IEnumerable<StoredMessage> All() => entries.Take(Count).Select(entry => entry.Message);

    private void SiftUp(int at, Entry entry)
    {
        while (at > 0)
        {
            var parent = (at - 1) / 2;
            if (entry.CompareTo(entries[parent]) >= 0)
            {
                break;
            }

            Put(at, entries[parent]);
            at = parent;
        }

        Put(at, entry);
    }

    private void SiftDown(int at, Entry entry)
    {
        while (true)
        {
            var child = (2 * at) + 1;
            if (child >= Count)
            {
                break;
            }

            if (child + 1 < Count && entries[child + 1].CompareTo(entries[child]) < 0)
            {
                child++;
            }

            if (entry.CompareTo(entries[child]) <= 0)
            {
                break;
            }

            Put(at, entries[child]);
            at = child;
        }

        Put(at, entry);
    }

    private void Put(int at, Entry entry)
    {
        entries[at] = entry;
        SetIndex(entry.Message, at);
    }

    private int IndexOf(StoredMessage message) => index == Index.Place ? message.PlaceIndex : message.ExpiryIndex;

    private void SetIndex(StoredMessage message, int at)
    {
        if (index == Index.Place)
        {
            message.PlaceIndex = at;
        }
        else
        {
            message.ExpiryIndex = at;
        }
    }

    private readonly record struct Entry(long Key, long SequenceNumber, StoredMessage Message) : IComparable<Entry>
    {
        public int CompareTo(Entry other) =>
            Key != other.Key ? Key.CompareTo(other.Key) : SequenceNumber.CompareTo(other.SequenceNumber);
    }
}
