using System.Buffers;
using System.Collections.Frozen;
using Butler.Local.ServiceBus.Queues;
using Microsoft.Extensions.Primitives;

namespace Butler.Local.ServiceBus.Rest;

/// <summary>
/// Custom properties are sent as headers with their own names among the HTTP headers. Headers that HTTP or a proxy may add are never
/// properties, nor are headers whose value does not have the form of a property.
/// </summary>
internal static class CustomHeaders
{
    private static readonly Dictionary<string, object> None = [];

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly FrozenSet<string> OfHttp = FrozenSet.ToFrozenSet(
        [
            "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Age", "Allow", "Authorization", "BrokerProperties",
            "Cache-Control", "Connection", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Length",
            "Content-Location", "Content-MD5", "Content-Range", "Content-Type", "Cookie", "Correlation-Context", "Date", "DNT", "ETag",
            "Expect", "Expires", "Forwarded", "From", "Host", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range",
            "If-Unmodified-Since", "Keep-Alive", "Last-Modified", "Location", "Max-Forwards", "Origin", "Pragma",
            "Proxy-Authorization", "Proxy-Connection", "Range", "Referer", "Request-Id", "Retry-After", "Server", "Set-Cookie", "TE",
            "traceparent", "tracestate", "Trailer", "Transfer-Encoding", "Upgrade", "Upgrade-Insecure-Requests", "User-Agent", "Vary",
            "Via", "Warning", "WWW-Authenticate",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The properties among a request's headers.</summary>
    public static IReadOnlyDictionary<string, object> Read(IHeaderDictionary headers)
    {
        Dictionary<string, object>? properties = null;
        foreach (var (name, value) in headers)
        {
            if (IsFree(name) && PropertyText.TryParse(value.ToString(), out var parsed))
            {
                properties ??= new(StringComparer.OrdinalIgnoreCase);
                properties[name] = parsed;
            }
        }

        return properties ?? None;
    }

    /// <summary>Adds properties to an answer's headers; AMQP allows names that a header cannot have.</summary>
    public static void Write(IReadOnlyDictionary<string, object> properties, IHeaderDictionary headers)
    {
        foreach (var (name, value) in properties.Where(property => IsName(property.Key)))
        {
            headers[name] = new StringValues(PropertyText.Format(value));
        }
    }

    /// <summary>Whether a property may have this name, which must be a valid header name.</summary>
    public static bool IsName(string name) =>
        name.Length > 0 && name.AsSpan().IndexOfAnyExcept(TokenCharacters) < 0 && IsFree(name);

    private static bool IsFree(string name) =>
        !OfHttp.Contains(name) && !name.StartsWith("x-ms-", StringComparison.OrdinalIgnoreCase) && !name.StartsWith(':');
}
