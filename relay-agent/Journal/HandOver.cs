namespace Butler.RelayAgent.Journal;

/// <summary>
/// The bounded buffer between the listener's thread and the writer's thread. The listener receives directly into it; the writer takes all
/// waiting records as one contiguous block for one write.
/// </summary>
/// <remarks>Memory is allocated in chunks that are reused, so that an idle relay stays small.</remarks>
internal sealed class HandOver(int capacity = HandOver.DefaultCapacity)
{
    /// <summary>The maximum size of waiting records while the disk stalls, in bytes.</summary>
    public const int DefaultCapacity = 64 * 1024 * 1024;

    private const int ChunkSize = 256 * 1024;
    private const int SpareChunks = 8;

    private readonly object gate = new();
    private readonly Queue<Chunk> filled = new();
    private readonly Stack<Chunk> spare = new();
    private readonly Queue<ReceivedBatch> own = new();
    private readonly int mostChunks = Math.Max(2, capacity / ChunkSize);
    private Chunk? current;
    private Chunk? held;
    private bool writerWaits;
    private bool ended;

    /// <summary>Returns room for the largest record; empty when all memory is in use. Listener only.</summary>
    public Span<byte> Reserve()
    {
        lock (gate)
        {
            if (current is not null && current != held && current.Taken == current.Written)
            {
                current.Reset(); // everything is written: reuse the same memory
            }

            if (current is null || current.Bytes.Length - current.Written < RecordFormat.MaxRecord)
            {
                if (filled.Count >= mostChunks)
                {
                    return default;
                }

                current = spare.Count > 0 ? spare.Pop() : new Chunk(ChunkSize);
                filled.Enqueue(current);
            }

            return current.Bytes.AsSpan(current.Written);
        }
    }

    /// <summary>Hands over the record at the start of the reserved room. Listener only.</summary>
    public void Commit(int recordSize)
    {
        lock (gate)
        {
            current!.Written += recordSize;
            current.Records++;
            if (writerWaits)
            {
                Monitor.Pulse(gate);
            }
        }
    }

    /// <summary>Hands over a record that was not received from the network. Any thread.</summary>
    /// <returns>Whether the journal accepted the record.</returns>
    public Task<bool> AddAsync(byte[] record)
    {
        var written = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (ended)
            {
                return Task.FromResult(false);
            }

            own.Enqueue(new ReceivedBatch(record, 1, written));
            if (writerWaits)
            {
                Monitor.Pulse(gate);
            }
        }

        return written.Task;
    }

    /// <summary>No more records will come.</summary>
    public void End()
    {
        lock (gate)
        {
            ended = true;
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Takes the waiting records, or waits for the first one. Writer only; <see cref="Release"/> returns the batch.</summary>
    /// <returns>False when all records were taken and no more will come.</returns>
    public bool TryTake(out ReceivedBatch batch)
    {
        lock (gate)
        {
            while (true)
            {
                while (filled.TryPeek(out var drained) && drained.Taken == drained.Written && drained != current)
                {
                    Recycle(filled.Dequeue());
                }

                if (filled.TryPeek(out var head) && head.Taken < head.Written)
                {
                    batch = new ReceivedBatch(head.Bytes.AsMemory(head.Taken, head.Written - head.Taken), head.Records);
                    head.Taken = head.Written;
                    head.Records = 0;
                    held = head;
                    return true;
                }

                if (own.TryDequeue(out batch))
                {
                    return true;
                }

                if (ended)
                {
                    batch = default;
                    return false;
                }

                writerWaits = true;
                Monitor.Wait(gate);
                writerWaits = false;
            }
        }
    }

    /// <summary>Returns the last taken batch.</summary>
    public void Release()
    {
        lock (gate)
        {
            held = null;
        }
    }

    private void Recycle(Chunk chunk)
    {
        if (spare.Count < SpareChunks)
        {
            chunk.Reset();
            spare.Push(chunk);
        }
    }

    private sealed class Chunk(int size)
    {
        public byte[] Bytes { get; } = GC.AllocateUninitializedArray<byte>(size);

        public int Written { get; set; }

        public int Taken { get; set; }

        public int Records { get; set; }

        public void Reset() => (Written, Taken, Records) = (0, 0, 0);
    }
}
