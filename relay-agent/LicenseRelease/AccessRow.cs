using System.Globalization;
using System.Text.Json;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.LicenseRelease;

/// <summary>An access license of a user, as the repository has it.</summary>
/// <param name="Type">One of <see cref="AccessTypes"/>.</param>
/// <param name="Id">The id.</param>
/// <param name="LastUsed">When it was last used, UTC; null: never.</param>
/// <param name="Created">When it was allocated, UTC; null when the row does not say.</param>
/// <param name="IsQuarantined">Whether it is in quarantine, and becomes free by itself.</param>
/// <param name="User">The id of the user; null when the user was deleted.</param>
internal sealed record AccessRow(
    string Type, string Id, DateTimeOffset? LastUsed, DateTimeOffset? Created, bool IsQuarantined, string? User)
{
    /// <summary>Before this year a time means never: the repository writes SQL's smallest date, 1753-01-01.</summary>
    private const int FirstYear = 1900;

    /// <summary>Since when it is unused, UTC; null when that is unknown.</summary>
    public DateTimeOffset? UnusedSince => LastUsed ?? Created;

    /// <summary>Reads a row.</summary>
    /// <returns>Null when it lacks what the release depends on, or has it in an unknown form.</returns>
    public static AccessRow? Read(string type, JsonElement row) =>
        row.Id("id") is { } id
        && row.Bool("quarantined") is { } isQuarantined
        && row.Text("lastUsed") is { } text
        && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var lastUsed)
            ? new AccessRow(
                type,
                id,
                lastUsed.Year < FirstYear ? null : lastUsed,
                row.Time("createdDate"),
                isQuarantined,
                row.Object("user")?.Id("id"))
            : null;
}
