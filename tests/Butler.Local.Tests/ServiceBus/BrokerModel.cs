using Butler.Local.ServiceBus.Queues;

namespace Butler.Local.Tests.ServiceBus;

/// <summary>What the broker should do, written as plainly as can be: one list, searched from end to end.</summary>
internal sealed class BrokerModel(QueueOptions options, DateTimeOffset start)
{
    private readonly List<Entry> entries = [];
    private readonly Dictionary<string, DateTimeOffset> seen = [];
    private long nextNumber = 1;

    public enum State
    {
        Scheduled,
        Ready,
        Locked,
        Deferred,
    }

    public DateTimeOffset Now { get; private set; } = start;

    public void Send(string body, string id, TimeSpan? scheduledIn, TimeSpan? timeToLive)
    {
        if (seen.TryGetValue(id, out var sentAt) && sentAt + options.DuplicateDetectionWindow > Now)
        {
            return;
        }

        seen[id] = Now;
        var entry = new Entry { Body = body, Number = nextNumber++, TimeToLive = timeToLive ?? options.DefaultTimeToLive };
        entries.Add(entry);
        entry.State = scheduledIn > TimeSpan.Zero ? State.Scheduled : State.Ready;
        entry.Due = scheduledIn > TimeSpan.Zero ? Now + scheduledIn.Value : Now + entry.TimeToLive;
        entry.ExpiresAt = Now + entry.TimeToLive;
    }

    /// <summary>The body and delivery count of the next message.</summary>
    public Entry? Receive(bool deadLetter)
    {
        return Lock(entries.Where(e => e.State == State.Ready && e.IsDead == deadLetter).MinBy(e => e.Number));
    }

    private Entry? Lock(Entry? entry)
    {
        if (entry is not null)
        {
            entry.State = State.Locked;
            entry.DeliveryCount++;
            entry.Due = Now + options.LockDuration;
            entry.Token = Guid.NewGuid();
        }

        return entry;
    }

    public bool Complete(Guid token) => Held(token) is { } entry && entries.Remove(entry);

    public bool Renew(Guid token)
    {
        var entry = Held(token);
        if (entry is not null)
        {
            entry.Due = Now + options.LockDuration;
        }

        return entry is not null;
    }

    public bool Abandon(Guid token)
    {
        var entry = Held(token);
        if (entry is not null)
        {
            GiveBack(entry);
        }

        return entry is not null;
    }

    public bool Release(Guid token)
    {
        if (Held(token) is { } entry)
        {
            entry.DeliveryCount--;
        }

        return Abandon(token);
    }

    public bool Defer(Guid token)
    {
        var entry = Held(token);
        if (entry is not null)
        {
            entry.IsDeferred = true;
            PutAway(entry);
        }

        return entry is not null;
    }

    public bool DeadLetter(Guid token)
    {
        var entry = Held(token);
        if (entry is not null)
        {
            SetAside(entry);
        }

        return entry is not null;
    }

    /// <summary>A deferred message by its number; one that has expired is set aside instead.</summary>
    public Entry? ReceiveDeferred(bool deadLetter, long number)
    {
        var entry = entries.Find(e => e.State == State.Deferred && e.IsDead == deadLetter && e.Number == number);
        if (entry is { IsDead: false } && entry.ExpiresAt <= Now)
        {
            SetAside(entry);
            return null;
        }

        return Lock(entry);
    }

    public bool Cancel(long number) => entries.RemoveAll(e => e.State == State.Scheduled && e.Number == number) > 0;

    /// <summary>All locks end, since those who held them are gone.</summary>
    public void Restart() => entries.FindAll(e => e.State == State.Locked).ForEach(e =>
    {
        if (e.IsDeferred)
        {
            PutAway(e);
        }
        else
        {
            GiveBack(e);
        }
    });

    public void Advance(TimeSpan by)
    {
        var end = Now + by;
        while (entries.Where(e => e.Due <= end).OrderBy(e => (e.Due, Rank(e), e.Number)).FirstOrDefault() is { } entry)
        {
            Now = entry.Due;
            switch (entry.State)
            {
                case State.Scheduled:
                    entry.Number = nextNumber++;
                    entry.State = State.Ready;
                    entry.Due = entry.ExpiresAt = Now + entry.TimeToLive;
                    break;
                case State.Locked:
                    GiveBack(entry);
                    break;
                case State.Ready:
                    SetAside(entry);
                    break;
            }
        }

        Now = end;
    }

    public (int Active, int Scheduled, int Locked, int Deferred, int DeadLettered) Counts => (
        entries.Count(e => e.State == State.Ready && !e.IsDead),
        entries.Count(e => e.State == State.Scheduled),
        entries.Count(e => e.State == State.Locked && !e.IsDead),
        entries.Count(e => e.State == State.Deferred && !e.IsDead),
        entries.Count(e => e.IsDead));

    private static int Rank(Entry entry) => entry switch
    {
        { State: State.Scheduled } => 0,
        { State: State.Locked, IsDead: false } => 1,
        { State: State.Locked } => 2,
        _ => 3,
    };

    private Entry? Held(Guid token) => entries.Find(e => e.State == State.Locked && e.Token == token);

    private void GiveBack(Entry entry)
    {
        if (!entry.IsDead && (entry.DeliveryCount >= options.MaxDeliveryCount || entry.ExpiresAt <= Now))
        {
            SetAside(entry);
        }
        else if (entry.IsDeferred)
        {
            PutAway(entry);
        }
        else
        {
            entry.State = State.Ready;
            entry.Due = entry.IsDead ? DateTimeOffset.MaxValue : entry.ExpiresAt;
        }
    }

    private static void PutAway(Entry entry)
    {
        entry.State = State.Deferred;
        entry.Due = DateTimeOffset.MaxValue;
    }

    private static void SetAside(Entry entry)
    {
        entry.IsDead = true;
        entry.IsDeferred = false;
        entry.State = State.Ready;
        entry.Due = DateTimeOffset.MaxValue;
    }

    internal sealed class Entry
    {
        public required string Body { get; init; }

        public required TimeSpan TimeToLive { get; init; }

        public long Number { get; set; }

        public State State { get; set; }

        public bool IsDead { get; set; }

        public bool IsDeferred { get; set; }

        public int DeliveryCount { get; set; }

        public DateTimeOffset Due { get; set; }

        public DateTimeOffset ExpiresAt { get; set; }

        public Guid Token { get; set; }
    }
}
