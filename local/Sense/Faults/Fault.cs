using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Butler.Local.Sense.Faults;

/// <summary>Something that goes wrong with requests of certain paths; what is not set goes right.</summary>
internal sealed record Fault
{
    private readonly Regex path = new(".*");

    /// <summary>
    /// The paths it happens to, without query: <c>*</c> for any text, such as <c>/qrs/task/*</c>. Calls of the engine have the
    /// path <c>/engine/METHOD</c>, connections to it <c>/engine</c>.
    /// </summary>
    public required string Path
    {
        get;
        init
        {
            field = value;
            path = new Regex($"^{Regex.Escape(value).Replace("\\*", ".*", StringComparison.Ordinal)}$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking);
        }
    }

    /// <summary>How many requests it happens to; null: until it is cleared.</summary>
    public int? Times { get; init; }

    /// <summary>Milliseconds to wait first.</summary>
    public int Delay { get; init; }

    /// <summary>The status to answer with; null: what it would have been.</summary>
    public int? Status { get; init; }

    /// <summary>What becomes of the body.</summary>
    public FaultBody Body { get; init; }

    /// <summary>The connection is cut instead of an answer.</summary>
    public bool Cut { get; init; }

    /// <summary>Whether the request is not carried out.</summary>
    [JsonIgnore]
    public bool Answers => Cut || Status is not null || Body == FaultBody.Html;

    public bool IsFor(string requestPath) => path.IsMatch(requestPath);
}

/// <summary>What becomes of an answer's body.</summary>
internal enum FaultBody
{
    AsItIs,

    /// <summary>A page of HTML, as from a proxy or a log-in form.</summary>
    Html,

    /// <summary>The first half of it, under the length of the half.</summary>
    Half,

    /// <summary>The first half of it, after which the connection breaks.</summary>
    Broken,
}
