using System.Text;
using System.Text.Json.Serialization;
using Butler.Local.Sense.Site;

namespace Butler.Local.Sense.Control;

/// <summary>The body of <c>POST /simulator/run</c>.</summary>
internal sealed record RunOrder
{
    /// <summary>The task's id or name.</summary>
    public required string Task { get; init; }

    public RunOutcome Outcome { get; init; }

    /// <summary>The script log; null for the engine's own.</summary>
    public string? ScriptLog { get; init; }

    /// <summary>How long it has run; null: as long as usual. With the outcome <c>unfinished</c> it is a run that is delayed.</summary>
    public TimeSpan? RunningFor { get; init; }

    [JsonIgnore]
    public byte[]? ScriptLogBytes => ScriptLog is null ? null : Encoding.UTF8.GetBytes(ScriptLog);
}
