using System.Text.Json;
using Butler.Core.Events;
using Butler.Core.Secrets;

namespace Butler.RelayAgent.Sense.Qrs;

/// <summary>An app from <c>app/full</c>.</summary>
/// <param name="Info">The information for the event.</param>
/// <param name="Owner">Its owner, without e-mail addresses; null for an app without one.</param>
/// <param name="Raw">The whole object, with secrets removed.</param>
internal sealed record QrsApp(AppInfo Info, OwnerInfo? Owner, JsonElement Raw)
{
    /// <summary>Reads a row of <c>app/full</c>.</summary>
    public static QrsApp Read(JsonElement row, Redaction redaction) => new(
        new AppInfo
        {
            Name = row.Text("name"),
            Stream = row.Object("stream")?.Text("name"),
            Tags = row.Tags(),
            CustomProperties = row.CustomProperties(redaction),
            Description = row.Text("description") is { } description ? redaction.Clean(description) : null,
            FileSize = row.Long("fileSize"),
            LastReloadTime = row.Time("lastReloadTime"),
            ModifiedDate = row.Time("modifiedDate"),
            ModifiedByUserName = row.Text("modifiedByUserName"),
            PublishTime = row.Time("publishTime"),
            Published = row.Bool("published"),
        },
        row.Object("owner") is { } owner
            ? new OwnerInfo
            {
                Id = owner.Id("id"),
                Name = owner.Text("name"),
                Directory = owner.Text("userDirectory"),
                UserId = owner.Text("userId"),
            }
            : null,
        redaction.Copy(row));
}
