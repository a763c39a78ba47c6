using Butler.Core.Api;

namespace Butler.Functions.KeyValues;

/// <summary>Versions of values as ETags, and the conditions of a request (RFC 9110 §13.1).</summary>
internal static class ETags
{
    /// <summary>The headers of a condition.</summary>
    public static IReadOnlyList<ApiField> Conditions { get; } =
    [
        ApiField.Text("If-Match", "Only if the value has this ETag; *: only if the key exists."),
        ApiField.Text("If-None-Match", "*: only if the key is missing."),
    ];

    /// <summary>The header of an answer.</summary>
    public static (string Name, string Value) Header(string version) => ("ETag", $"\"{version}\"");

    /// <summary>The condition of the headers <c>If-Match</c> and <c>If-None-Match</c>.</summary>
    /// <exception cref="ProblemException">A header is malformed.</exception>
    public static Precondition Condition(HttpRequest request)
    {
        var (match, none) = (request.Headers.IfMatch.ToString().Trim(), request.Headers.IfNoneMatch.ToString().Trim());
        return (match, none) switch
        {
            ("", "") => Precondition.None,
            ("*", "") => new Precondition(null, MustExist: true),
            ("", "*") => new Precondition(null, MustExist: false),
            (['"', .. var version, '"'], "") when !version.Contains('"', StringComparison.Ordinal) => new Precondition(version, null),
            _ => throw ProblemException.ForLoadScripts(
                400, "The condition is not supported; expected one header, If-Match with one ETag in quotes or *, or If-None-Match: *."),
        };
    }

    /// <summary>The problem of a condition that is not met.</summary>
    public static ProblemException NotMet() => ProblemException.ForLoadScripts(
        412, "The value has changed since this ETag was read, or the key exists against the condition. Nothing was written.");
}
