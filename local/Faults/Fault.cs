using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Butler.Local.Faults;

/// <summary>A fault for requests with certain paths; unset members have no effect.</summary>
internal sealed record Fault
{
    private readonly Regex path = new(".*");

    /// <summary>
    /// The affected paths, without query: <c>*</c> matches any text, such as <c>/qrs/task/*</c>. Calls of the engine have the path
    /// <c>/engine/METHOD</c>, connections to it <c>/engine</c>.
    /// </summary>
    public required string Path
    {
        get;
        init
        {
            field = value;
            path = new Regex($"^{Regex.Escape(value).Replace("\\*", ".*", StringComparison.Ordinal)}$",
                RegexOptions.IgnoreCase | RegexOptions.NonBacktracking);
        }
    }

    /// <summary>The affected method, such as <c>DELETE</c>; null: all.</summary>
    public string? Method { get; init; }

    /// <summary>The number of affected requests; null: until the fault is cleared.</summary>
    public int? Times { get; init; }

    /// <summary>Milliseconds to wait first.</summary>
    public int Delay { get; init; }

    /// <summary>The status to answer with; null: the normal status.</summary>
    public int? Status { get; init; }

    /// <summary>The header <c>Retry-After</c> beside <see cref="Status"/>, in seconds; null: none.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>The change of the body.</summary>
    public FaultBody Body { get; init; }

    /// <summary>Whether the connection is closed instead of an answer.</summary>
    public bool Cut { get; init; }

    /// <summary>Whether there is no answer at all: the request waits until the client gives up. Calls of the engine are
    /// answered.</summary>
    public bool Silent { get; init; }

    /// <summary>Whether the request is executed before it is answered with the fault, as when only the answer is lost.</summary>
    public bool Executes { get; init; }

    /// <summary>Whether the answer is not the one of the request.</summary>
    [JsonIgnore]
    public bool Answers => Cut || Silent || Status is not null || Body == FaultBody.Html;

    public bool IsFor(string requestPath, string? method) =>
        path.IsMatch(requestPath) && (Method is null || Method.Equals(method, StringComparison.OrdinalIgnoreCase));
}

/// <summary>The changes of an answer's body.</summary>
internal enum FaultBody
{
    AsItIs,

    /// <summary>A page of HTML, as from a proxy or a log-in form.</summary>
    Html,

    /// <summary>The first half, with the length of the half.</summary>
    Half,

    /// <summary>The first half, after which the connection is closed.</summary>
    Broken,
}
