using System.Net;
using System.Text;
using System.Text.Json;
using Butler.Core.Text;

namespace Butler.Core.QlikCloud;

/// <summary>Reads the answers of a tenant. A failure becomes a <see cref="CloudException"/>.</summary>
internal static class CloudAnswer
{
    private const int MaxJson = 8 * 1024 * 1024;
    private const int MaxReason = 300;
    private const int MaxErrorBody = 16 * 1024;
    private static readonly string[] ErrorMembers = ["code", "title", "detail", "error", "error_description", "message"];
    private static readonly TimeSpan UnknownPause = TimeSpan.FromSeconds(60);

    /// <summary>Reads JSON; an empty answer is <c>null</c>.</summary>
    public static async Task<JsonDocument> JsonAsync(
        CloudCallName call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await RequireSuccessAsync(call, response, cancellationToken);
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxJson, cancellationToken);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw call.Fault(CloudFault.Invalid, $"answered more than {MaxJson >> 20} MB", e);
        }

        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        try
        {
            return body.Length == 0 ? JsonDocument.Parse("null") : JsonDocument.Parse(body);
        }
        catch (JsonException e)
        {
            var label = response.Content.Headers.ContentType?.MediaType is { } type ? $"{type} " : "";
            throw call.Fault(CloudFault.Invalid, $"answered {(int)response.StatusCode} with {label}that is not JSON", e);
        }
    }

    /// <summary>Checks the status.</summary>
    /// <exception cref="CloudException">The status is not 2xx.</exception>
    public static async Task RequireSuccessAsync(
        CloudCallName call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var status = (int)response.StatusCode;
        var fault = status switch
        {
            401 => CloudFault.Unauthorized,
            403 => CloudFault.Forbidden,
            404 => CloudFault.NotFound,
            429 => CloudFault.RateLimited,
            408 or 425 or >= 500 => CloudFault.Unreachable,
            >= 400 => CloudFault.Rejected,
            _ => CloudFault.Invalid,
        };
        var reason = await ReasonAsync(response, cancellationToken);
        throw new CloudException(fault, call.Message($"answered {status}{reason}{Advice(fault, call)}"))
        {
            Status = status,
            RetryAfter = response.Headers.RetryAfter switch
            {
                { Delta: { } pause } => pause,
                { Date: { } until } when response.Headers.Date is { } now => until - now,
                _ => status == (int)HttpStatusCode.TooManyRequests ? UnknownPause : null,
            },
            MayRepeat = fault == CloudFault.RateLimited
                || (fault == CloudFault.Unreachable && response.RequestMessage?.Method == HttpMethod.Get),
            MayHaveHappened = fault == CloudFault.Unreachable && call.IsChange,
        };
    }

    private static string Advice(CloudFault fault, CloudCallName call) => fault switch
    {
        CloudFault.Unauthorized => $"; check {call.KeysToCheck}, which may have expired",
        CloudFault.Invalid => "; check url of the tenant",
        _ => "",
    };

    /// <summary>The reason in Qlik's form of errors, or in that of OAuth; empty when the answer has neither.</summary>
    private static async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxErrorBody];
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        try
        {
            using var body = JsonDocument.Parse(buffer.AsMemory(0, length));
            var root = body.RootElement;
            var first = root.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array
                && errors.GetArrayLength() > 0 ? errors[0] : root;
            var words = ErrorMembers.Select(
                    name => first.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null)
                .Where(text => !string.IsNullOrWhiteSpace(text));
            return string.Join(" ", words) is { Length: > 0 } reason ? $": {TextCut.ToLength(OneLine(reason), MaxReason)}" : "";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The body is no error of the API, such as a page of a proxy.
            var type = response.Content.Headers.ContentType?.MediaType;
            return length == 0 || type is null ? "" : $" with {type}";
        }
    }

    private static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            line.Append(char.IsControl(c) ? ' ' : c);
        }

        return line.ToString();
    }
}
