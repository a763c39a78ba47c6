using System.Globalization;
using System.Text.Json;
using System.Xml;
using Azure;
using Butler.Core.Api;
using Butler.Core.Azure.Http;

namespace Butler.Functions.ScriptLogs;

/// <summary>The storage account cannot keep, read or delete a script log now.</summary>
/// <param name="reason">The reason, without secrets.</param>
internal sealed class ScriptLogsUnavailableException(string reason) : UnavailableException(reason)
{
    /// <summary>The fault behind an exception of the storage client; null for other exceptions and when the caller canceled.</summary>
    public static ScriptLogsUnavailableException? Of(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        ScriptLogsUnavailableException => null,
        UnavailableException e => new(e.Message),

        // The SDK's message is left out, because it quotes the whole answer.
        RequestFailedException { Status: not 0 } e => new(
            string.Create(CultureInfo.InvariantCulture, $"The storage of script logs answered {e.Status} {e.ErrorCode}").TrimEnd() + "."),
        XmlException or JsonException => new("The storage of script logs is not a blob service: its answer has another form."),
        OperationCanceledException when !cancellationToken.IsCancellationRequested => new(
            "The storage of script logs did not answer in time."),
        _ => Unanswered.Find(exception, cancellationToken) is { } unanswered
            ? new($"The storage of script logs did not answer: {unanswered.Reason}")
            : null,
    };
}
