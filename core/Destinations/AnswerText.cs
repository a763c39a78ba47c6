using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Butler.Core.Destinations;

/// <summary>Reads whether the body of a 2xx answer tells of a failure, and whether the failure passes.</summary>
internal static partial class AnswerText
{
    /// <summary>The failure that a body tells of; null where it tells of none.</summary>
    /// <param name="form">How the destination says so.</param>
    /// <param name="body">The body, or its beginning.</param>
    public static AnswerFailure? FailureIn(AnswerForm form, string body)
    {
        var text = body.Trim();
        var failed = form switch
        {
            AnswerForm.Slack => text != "ok" && (SlackWord().IsMatch(text) || IsFailure(text)),
            AnswerForm.Teams => TeamsSentence().IsMatch(text) || IsFailure(text),
            AnswerForm.Json => IsFailure(text),
            _ => false,
        };
        return failed ? Classify(text) : null;
    }

    /// <summary>Whether a status leaves open if the destination has taken it: a gateway gave up waiting for the destination, or lost its answer.</summary>
    public static bool MayHaveArrived(int status) => status is 502 or 504 or 520 or 524 or 598 or 599;

    private static AnswerFailure Classify(string text)
    {
        if (Status().Match(text) is { Success: true } named)
        {
            var status = int.Parse(named.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            return new AnswerFailure(status is 408 or 425 or 429 or >= 500, MayHaveArrived(status));
        }

        var interrupted = Interrupted().IsMatch(text);
        return new AnswerFailure(interrupted || Passing().IsMatch(text), interrupted);
    }

    private static bool IsFailure(string text)
    {
        if (!text.StartsWith('{'))
        {
            return false;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.EnumerateObject().Any(member => IsFailure(member) || HasFailedResult(member));
        }
        catch (JsonException)
        {
            return false; // Not JSON, or longer than what was read: the status decides.
        }
    }

    /// <summary>InfluxDB 1 answers a statement with a list of results.</summary>
    private static bool HasFailedResult(JsonProperty member) =>
        member.NameEquals("results") && member.Value.ValueKind == JsonValueKind.Array
        && member.Value.EnumerateArray().Any(result => result.ValueKind == JsonValueKind.Object && result.EnumerateObject().Any(IsFailure));

    private static bool IsFailure(JsonProperty member) => member.Name.ToLowerInvariant() switch
    {
        "ok" or "success" => member.Value.ValueKind == JsonValueKind.False || (member.Value.ValueKind == JsonValueKind.String && member.Value.ValueEquals("false")),
        "error" or "errors" => member.Value.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined or JsonValueKind.False => false,
            JsonValueKind.String => member.Value.GetString() is { Length: > 0 },
            JsonValueKind.Array => member.Value.GetArrayLength() > 0,
            JsonValueKind.Object => member.Value.EnumerateObject().Any(),
            JsonValueKind.Number => member.Value.GetRawText() != "0",
            _ => true,
        },
        _ => false,
    };

    /// <summary>Slack's errors are one word, such as <c>invalid_payload</c>.</summary>
    [GeneratedRegex(@"\A[a-z]+(_[a-z]+)+\z", RegexOptions.NonBacktracking)]
    private static partial Regex SlackWord();

    [GeneratedRegex(@"webhook message delivery failed|returned HTTP error \d{3}|bad payload received|summary or text is required", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex TeamsSentence();

    [GeneratedRegex(@"(?:HTTP error |""?status(?:_?code)?""?\s*:\s*""?)([1-5]\d\d)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Status();

    [GeneratedRegex(@"time.?out|timed.out|internal.?(server.?)?error|fatal.?error|bad.?gateway", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Interrupted();

    [GeneratedRegex(@"rate.?limit|rollup_error|too.?many.?requests|throttl|unavailable|temporar|try.again|overload|\bbusy\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Passing();
}

/// <summary>A failure that the body of an answer tells of.</summary>
/// <param name="Passes">Whether it may be tried again.</param>
/// <param name="MaybeArrived">Whether the destination may have taken it all the same.</param>
internal readonly record struct AnswerFailure(bool Passes, bool MaybeArrived);
