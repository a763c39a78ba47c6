using Butler.Local.Sense.Datagrams;

namespace Butler.Local.Sense.Site;

/// <summary>An app. Its id is derived from its name, as in <c>butler send --app</c>, unless it is given.</summary>
internal sealed record SenseApp(string Name)
{
    public Guid Id { get; init; } = Guid.Parse(SenseDatagram.IdOf(Name));

    public string Description { get; init; } = "";

    public required SenseUser Owner { get; init; }

    /// <summary>Null: not published.</summary>
    public SenseStream? Stream { get; init; }

    public IReadOnlyList<SenseTag> Tags { get; init; } = [];

    public IReadOnlyList<CustomPropertyValue> CustomProperties { get; init; } = [];

    /// <summary>In bytes.</summary>
    public long FileSize { get; init; } = 1 << 20;

    /// <summary>When it was last loaded with data; null: never.</summary>
    public DateTimeOffset? LastReload { get; init; }

    /// <summary>The load script, in which failing reloads fail.</summary>
    public required string Script { get; init; }
}
