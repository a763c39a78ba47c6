using System.Net;
using System.Text;
using System.Text.Json;
using Butler.Core.Secrets;
using Butler.Core.Text;
using Butler.RelayAgent.Sense.Parsing;

namespace Butler.RelayAgent.Sense.Qrs;

/// <summary>Reads the answers of QRS, and describes faults in them.</summary>
internal static class QrsAnswer
{
    /// <summary>The maximum size of an answer, larger than any expected one.</summary>
    private const int MaxBytes = 32 * 1024 * 1024;

    private const int MaxShown = 200;

    /// <summary>The answer's JSON; null when it is empty.</summary>
    /// <exception cref="QrsException">The answer is not JSON, or too large.</exception>
    public static async Task<JsonElement?> ReadAsync(HttpResponseMessage response, string asked, CancellationToken cancellationToken)
    {
        var body = await BodyAsync(response, MaxBytes, asked, cancellationToken);
        if (body.Length == 0)
        {
            return null;
        }

        try
        {
            return JsonElement.Parse(WellFormedJson.Of(body).Span);
        }
        catch (JsonException failure)
        {
            throw new QrsException(
                0,
                IsPage(body.Span)
                    ? $"{asked} was answered with a web page instead of JSON. Check that qrs.url is the repository service (port 4242), "
                        + $"not the hub or a proxy."
                    : $"{asked} was answered with incomplete JSON ({body.Length} bytes).",
                failure);
        }
    }

    /// <summary>Passes on the rows of a list one by one.</summary>
    /// <returns>The number of rows.</returns>
    /// <exception cref="QrsException">The answer is not a list, or is incomplete.</exception>
    public static async Task<int> RowsAsync(
        HttpResponseMessage response, string asked, Action<JsonElement> row, CancellationToken cancellationToken)
    {
        var count = 0;
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            await foreach (var next in JsonSerializer.DeserializeAsyncEnumerable(stream, QrsRowJson.Default.JsonElement, cancellationToken))
            {
                count++;
                row(WellFormedJson.Of(next));
            }

            return count;
        }
        catch (JsonException failure)
        {
            throw new QrsException(
                0,
                response.Content.Headers.ContentType?.MediaType == "text/html"
                    ? $"{asked} was answered with a web page instead of JSON. Check that qrs.url is the repository service (port 4242), "
                        + $"not the hub or a proxy."
                    : $"{asked} was answered with an incomplete list (it ends in row {count + 1}).",
                failure);
        }
    }

    /// <summary>Describes a status other than 2xx.</summary>
    public static async Task<QrsException> RefusalAsync(
        HttpResponseMessage response, string asked, string user, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var said = await SaidAsync(response, asked, cancellationToken);
        return new QrsException(status is >= 300 and < 400 ? 0 : status, status switch
        {
            >= 300 and < 400 =>
                $"{asked} was redirected ({status}). Check that qrs.url is the repository service (port 4242), not the hub or a proxy.",
            401 => $"{asked} was refused (401){said}. Check the client certificate, and that Sense knows the user {user}.",
            403 => $"{asked} was refused (403){said}. Give the user {user} (qrs.user) a security rule in the QMC that allows it to "
                + $"{(asked.StartsWith("DELETE ", StringComparison.Ordinal) ? "delete" : "read")} this.",
            404 => $"{asked} does not exist (404).",
            _ => $"{asked} was answered with {status} {response.ReasonPhrase}{said}.",
        });
    }

    private static async Task<string> SaidAsync(HttpResponseMessage response, string asked, CancellationToken cancellationToken)
    {
        try
        {
            var body = await BodyAsync(response, 64 * 1024, asked, cancellationToken);
            var text = SenseText.Clean(Redaction.CleanKnown(Encoding.UTF8.GetString(body.Span)))?.Trim();
            return text is null || IsPage(body.Span)
                ? ""
                : $": {(text.Length > MaxShown ? TextCut.Beginning(text, MaxShown) + "..." : text)}";
        }
        catch (Exception failure) when (failure is QrsException or HttpRequestException or IOException)
        {
            return ""; // the status says enough
        }
    }

    private static async Task<ReadOnlyMemory<byte>> BodyAsync(
        HttpResponseMessage response, int most, string asked, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var body = new MemoryStream((int)Math.Clamp(response.Content.Headers.ContentLength ?? 0, 0, most));
        var buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (body.Length + read > most)
            {
                throw new QrsException(0, $"{asked} was answered with more than {most} bytes.");
            }

            body.Write(buffer, 0, read);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private static bool IsPage(ReadOnlySpan<byte> body)
    {
        if (body.StartsWith(Encoding.UTF8.Preamble))
        {
            body = body[3..];
        }

        return body.TrimStart(" \t\r\n"u8).StartsWith("<"u8);
    }

    /// <summary>Whether the status is 2xx.</summary>
    public static bool IsGood(HttpStatusCode status) => (int)status is >= 200 and < 300;
}
