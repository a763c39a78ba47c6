namespace Butler.Functions.KeyValues;

/// <summary>A value as it is stored.</summary>
/// <param name="Value">The text.</param>
/// <param name="Version">Differs after each write; the ETag of the HTTP API.</param>
internal sealed record StoredValue(string Value, string Version);

/// <summary>What a conditional write requires of the value that is there.</summary>
/// <param name="Version">The version that it must have; null: any.</param>
/// <param name="MustExist">True: there must be a value; false: there must be none; null: either.</param>
internal sealed record Precondition(string? Version, bool? MustExist)
{
    /// <summary>No condition.</summary>
    public static readonly Precondition None = new(null, null);

    public bool IsMetBy(StoredValue? found) =>
        (MustExist is not { } exists || exists == found is not null) && (Version is null || Version == found?.Version);
}
