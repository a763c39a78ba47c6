using System.Globalization;
using Azure;

namespace Butler.Core.Azure.ServiceBus;

/// <summary>Maps statuses of the REST data plane to faults. See https://learn.microsoft.com/rest/api/servicebus.</summary>
internal static class ServiceBusAnswer
{
    /// <summary>Creates the exception for a rejected request.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="what">The action that failed, such as <c>sending to queue events</c>.</param>
    /// <param name="onLock">Whether the request addressed a lock, where 404 means that the lock is gone.</param>
    public static ServiceBusException Fault(Response response, string what, bool onLock)
    {
        var detail = Detail(response);
        var fault = response.Status switch
        {
            400 => ServiceBusFault.BadRequest,
            401 => ServiceBusFault.Unauthorized,
            403 => Forbidden(detail),
            404 when onLock => ServiceBusFault.LockLost,
            404 or 410 => ServiceBusFault.NoSuchQueue,
            413 => ServiceBusFault.TooLarge,
            _ => ServiceBusFault.Unavailable,
        };

        // The most common cause of a 401 is a clock that is wrong by minutes, so the message includes the service's time.
        var clock = fault == ServiceBusFault.Unauthorized && response.Headers.Date is { } date
            ? string.Create(CultureInfo.InvariantCulture, $" (the service's clock says {date.UtcDateTime:u})")
            : "";
        return new ServiceBusException(
            fault, string.Create(CultureInfo.InvariantCulture, $"Service Bus answered {response.Status} when {what}: {detail}{clock}"))
        {
            RetryAfter = RetryAfter(response),
        };
    }

    /// <summary>Status 403 means a full queue, a message that is too large, or a missing permission. Only the text tells which.</summary>
    private static ServiceBusFault Forbidden(string detail) => detail switch
    {
        _ when Says(detail, "quota") || Says(detail, "maximum entity size") => ServiceBusFault.QuotaExceeded,
        _ when Says(detail, "exceed") || Says(detail, "too large") || Says(detail, "size") => ServiceBusFault.TooLarge,
        _ => ServiceBusFault.Unauthorized,
    };

    private static bool Says(string detail, string word) => detail.Contains(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>The first 300 characters of the answer. The service does not repeat credentials.</summary>
    private static string Detail(Response response)
    {
        var text = response.ContentStream is null ? "" : response.Content.ToString().Trim();
        text = text.Length == 0 ? response.ReasonPhrase : text;
        return text.Length > 300 ? text[..300] + "..." : text;
    }

    private static TimeSpan? RetryAfter(Response response) =>
        response.Headers.TryGetValue("Retry-After", out var text) && int.TryParse(text, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
