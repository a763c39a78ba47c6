using System.Buffers;
using System.Globalization;

namespace Butler.Core.Destinations;

/// <summary>The rules for request headers (RFC 9110 5.1, 5.5). A request with an invalid header cannot be built.</summary>
public static class HttpHeaderRules
{
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly HashSet<string> OfTheConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Content-Length", "Expect", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    /// <summary>Why a name is not a valid header name; null when it is.</summary>
    public static string? ProblemOfName(string name) =>
        name.Length == 0
            || name.AsSpan().ContainsAnyExcept(NameCharacters) ? "is not a name that a header can have: letters, digits and hyphens"
        : OfTheConnection.Contains(name) ? "is a header of the connection itself and cannot be set"
        : null;

    /// <summary>
    /// Why a value is not a valid header value; null when it is. The text does not repeat the value, which may be a secret.
    /// </summary>
    public static string? ProblemOfValue(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] > '~')
            {
                return string.Create(
                    CultureInfo.InvariantCulture, $"holds a character beyond ASCII (character {i + 1}), which a header cannot have");
            }

            if (value[i] < ' ' && value[i] != '\t')
            {
                return "holds a line break or another control character, which a header cannot have";
            }
        }

        return null;
    }
}
