using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Azure;
using Butler.Core.Azure.Http;
using Butler.Core.Text;

namespace Butler.Core.Azure.Tables;

/// <summary>Converts the SDK's exceptions to <see cref="TableException"/>, without their quotes of the request and the answer.</summary>
internal static partial class TableErrors
{
    private const int MaxMessageLength = 300;

    /// <summary>Returns null for exceptions of other kinds, such as a cancellation.</summary>
    public static TableException? Find(Exception exception, string action, CancellationToken cancellationToken) => exception switch
    {
        RequestFailedException { Status: not 0 } e => new TableException(e.Status, CodeOf(e), Describe(e, action)),
        InvalidOperationException or InvalidDataException or FormatException or JsonException =>
            new TableException(0, "", $"Table Storage's answer for {action} cannot be read: {exception.Message}", exception),
        _ => Unanswered.Find(exception, cancellationToken) is { } unanswered
            ? new TableException(0, "", $"Table Storage did not answer for {action}: {unanswered.Reason}", unanswered.Cause)
            : null,
    };

    /// <summary>Reads the service's error code from the JSON body, the header, or the XML body, which the SDK does not parse.</summary>
    public static string CodeOf(RequestFailedException failed)
    {
        if (failed.ErrorCode is { Length: > 0 } code)
        {
            return code;
        }

        var response = failed.GetRawResponse();
        return response?.Headers.TryGetValue("x-ms-error-code", out var inHeader) == true
            ? inHeader
            : XmlCode().Match(failed.Message).Groups[1].Value;
    }

    private static string Describe(RequestFailedException failed, string action)
    {
        // The first line is the service's own text. The SDK adds the whole answer below it.
        var text = failed.Message.Trim();
        text = text[..(text.IndexOfAny('\r', '\n') is var end and >= 0 ? end : text.Length)];
        text = TextCut.Beginning(text, MaxMessageLength);
        return string.Create(CultureInfo.InvariantCulture, $"Table Storage answered {failed.Status} {CodeOf(failed)} for {action}: {text}");
    }

    [GeneratedRegex("<Code>([^<]+)</Code>")]
    private static partial Regex XmlCode();
}
