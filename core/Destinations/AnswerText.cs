using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Butler.Core.Destinations;

/// <summary>Finds failures in the body of a 2xx answer, and whether they are temporary.</summary>
internal static partial class AnswerText
{
    /// <summary>Finds the failure that a body reports; null if the body reports success.</summary>
    /// <param name="form">How the destination reports failures.</param>
    /// <param name="body">The body, or the beginning of the body.</param>
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

    /// <summary>
    /// Whether the destination may have received the request despite the status: a gateway timed out, or lost the answer.
    /// </summary>
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
        "ok" or "success" => member.Value.ValueKind == JsonValueKind.False
            || (member.Value.ValueKind == JsonValueKind.String && member.Value.ValueEquals("false")),
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

    [GeneratedRegex(
        @"webhook message delivery failed|returned HTTP error \d{3}|bad payload received|summary or text is required",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex TeamsSentence();

    [GeneratedRegex(@"(?:HTTP error |""?status(?:_?code)?""?\s*:\s*""?)([1-5]\d\d)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Status();

    [GeneratedRegex(
        @"time.?out|timed.out|internal.?(server.?)?error|fatal.?error|bad.?gateway",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Interrupted();

    [GeneratedRegex(
        @"rate.?limit|rollup_error|too.?many.?requests|throttl|unavailable|temporar|try.again|overload|\bbusy\b",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Passing();
}

/// <summary>A failure in the body of an answer.</summary>
/// <param name="Passes">Whether a retry may succeed.</param>
/// <param name="MaybeArrived">Whether the destination may have received the request nevertheless.</param>
internal readonly record struct AnswerFailure(bool Passes, bool MaybeArrived);
