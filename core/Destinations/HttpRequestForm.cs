using System.Net.Http.Headers;
using System.Text;

namespace Butler.Core.Destinations;

/// <summary>Builds a request. Headers of the delivery replace the default headers.</summary>
internal static class HttpRequestForm
{
    private const string ContentType = "Content-Type";

    /// <exception cref="FormatException">The request cannot be built; the message says why, without any value.</exception>
    public static HttpRequestMessage Of(HttpDelivery delivery)
    {
        if (delivery.Url.Port == 0)
        {
            throw new FormatException("the address has the port 0");
        }

        var request = new HttpRequestMessage(new HttpMethod(delivery.Method), delivery.Url);
        if (delivery.Body is { } body)
        {
            var type = Find(delivery, ContentType) ?? delivery.ContentType;
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.TryParse(type, out var parsed)
                ? parsed
                : throw new FormatException($"\"{type}\" is not a content type such as application/json");
        }

        if (Find(delivery, "User-Agent") is null)
        {
            request.Headers.TryAddWithoutValidation("User-Agent", "butler-functions");
        }

        if (Credentials(delivery.Url) is { } basic && Find(delivery, "Authorization") is null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", basic);
        }

        foreach (var (name, value) in delivery.Headers)
        {
            Add(request, name, value);
        }

        return request;
    }

    /// <summary>The header for the credentials in an address; null when it has none.</summary>
    public static string? Credentials(Uri url) => url.UserInfo.Length == 0
        ? null
        : "Basic " + Convert.ToBase64String(
            Encoding.UTF8.GetBytes(UserInfo(url) is [var user] ? user + ":" : string.Join(':', UserInfo(url))));

    /// <summary>The decoded user and password of an address.</summary>
    public static string[] UserInfo(Uri url) => [.. url.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString)];

    private static string? Find(HttpDelivery delivery, string name) =>
        delivery.Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static void Add(HttpRequestMessage request, string name, string value)
    {
        if (HttpHeaderRules.ProblemOfName(name) is { } wrongName)
        {
            throw new FormatException($"\"{name}\" {wrongName}");
        }

        if (HttpHeaderRules.ProblemOfValue(value) is { } wrongValue)
        {
            throw new FormatException($"the header {name} {wrongValue}");
        }

        // Only content headers are rejected here. The content type is already set, and a request without a body does not need the others.
        if (!request.Headers.TryAddWithoutValidation(name, value) && !name.Equals(ContentType, StringComparison.OrdinalIgnoreCase))
        {
            request.Content?.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
