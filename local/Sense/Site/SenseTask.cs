using Butler.Local.Sense.Datagrams;

namespace Butler.Local.Sense.Site;

/// <summary>A task. Its id is derived from its name, as in <c>butler send --task</c>, unless it is given.</summary>
internal sealed record SenseTask(string Name, TaskType Type)
{
    public Guid Id { get; init; } = Guid.Parse(SenseDatagram.IdOf(Name));

    /// <summary>The app that is reloaded, distributed or preloaded; null for external programs and user synchronizations.</summary>
    public Guid? AppId { get; init; }

    public IReadOnlyList<SenseTag> Tags { get; init; } = [];

    public IReadOnlyList<CustomPropertyValue> CustomProperties { get; init; } = [];

    public bool Enabled { get; init; } = true;

    public bool IsPartialReload { get; init; }

    public int MaxRetries { get; init; }

    /// <summary>The time-out in minutes.</summary>
    public int Timeout { get; init; } = 1440;

    /// <summary>The usual duration.</summary>
    public TimeSpan Takes { get; init; } = TimeSpan.FromSeconds(42);

    /// <summary>The hour of each day (UTC) at which it is due; null: only started manually.</summary>
    public int? DailyAt { get; init; }

    /// <summary>The time at which it is due once, before its daily time; it stays when the start is skipped. Null: none.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The outcome when it is started from QRS.</summary>
    public RunOutcome EndsIn { get; init; } = RunOutcome.Succeeded;

    /// <summary>The program of an external program task; null for all others.</summary>
    public string? Program { get; init; }

    /// <summary>The directory that a user synchronization reads; null for all others.</summary>
    public string? UserDirectory { get; init; }
}
