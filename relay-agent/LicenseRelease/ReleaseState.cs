using System.Text.Json.Serialization;

namespace Butler.RelayAgent.LicenseRelease;

/// <summary>What the release remembers over restarts.</summary>
internal sealed record ReleaseState
{
    /// <summary>The last slot that needs no run any more.</summary>
    public required DateTimeOffset Done { get; init; }

    /// <summary>When the due slot may be tried again after it was put off; null: at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>How often the due slot was put off.</summary>
    public int PutOffs { get; init; }

    /// <summary>The current run; null between two runs.</summary>
    public ReleaseRun? Run { get; init; }

    /// <summary>Licenses whose deletion was begun, and of which it is not known or not told whether they were released.</summary>
    public IReadOnlyList<ReleaseItem> Unsettled
    {
        get => field ?? []; // a file without the key
        init;
    } = [];
}

/// <summary>A run with its counts so far.</summary>
internal sealed record ReleaseRun
{
    public required DateTimeOffset Slot { get; init; }

    public bool DryRun { get; init; }

    /// <summary>The counts of each type.</summary>
    public required IReadOnlyList<ReleaseCounts> Types { get; init; }

    /// <summary>The last failure; null when there was none.</summary>
    public string? LastError { get; set; }

    /// <summary>The counts of a type.</summary>
    public ReleaseCounts Of(string type) => Types.First(each => each.Type == type);
}

/// <summary>The counts of a type in a run. Each license that was considered is in one of the others.</summary>
internal sealed record ReleaseCounts
{
    public required string Type { get; init; }

    /// <summary>Licenses that are unused for long enough, or were never used.</summary>
    public int Considered { get; set; }

    public int Quarantined { get; set; }

    /// <summary>Protected licenses, by <see cref="ProtectedBy"/>.</summary>
    public SortedDictionary<string, int> Protected { get; init; } = new(StringComparer.Ordinal);

    public int Released { get; set; }

    public int Failed { get; set; }

    /// <summary>What could be released, and was not.</summary>
    [JsonIgnore]
    public int Left => Considered - Quarantined - Protected.Values.Sum() - Released - Failed;

    public void Protect(string reason) => Protected[reason] = Protected.GetValueOrDefault(reason) + 1;
}

/// <summary>A license to release, with what its event says.</summary>
internal sealed record ReleaseItem
{
    public required DateTimeOffset Slot { get; init; }

    public required string Type { get; init; }

    public required string Id { get; init; }

    public required string UserDirectory { get; init; }

    public required string UserId { get; init; }

    /// <summary>When it was last used, UTC; null: never.</summary>
    public DateTimeOffset? LastUsed { get; init; }

    /// <summary>Whole days since then; null when it was never used.</summary>
    public int? Days { get; init; }

    /// <summary>Whether Sense puts it in quarantine first.</summary>
    public bool Quarantined { get; init; }

    public required string Reason { get; init; }

    /// <summary>When its deletion began, UTC, by the relay's clock.</summary>
    public DateTimeOffset Begun { get; init; }

    /// <summary>The user, <c>DIRECTORY\user</c>.</summary>
    [JsonIgnore]
    public string User => $@"{UserDirectory}\{UserId}";

    /// <summary>Its path in the repository.</summary>
    [JsonIgnore]
    public string Path => $"{AccessTypes.Path(Type)}/{Id}";
}

/// <summary>Source-generated JSON of what is remembered.</summary>
[JsonSerializable(typeof(ReleaseState))]
internal sealed partial class ReleaseJson : JsonSerializerContext;
