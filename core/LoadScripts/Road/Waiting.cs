using System.Globalization;
using Butler.Core.Api;

namespace Butler.Core.LoadScripts.Road;

/// <summary>How long a request waits, and the id that its caller gave it.</summary>
public static class Waiting
{
    /// <summary>How long a request waits for the relay when it names no time.</summary>
    public static readonly TimeSpan ByDefault = TimeSpan.FromSeconds(15);

    /// <summary>The longest wait. Azure's load balancer ends a request after 230 seconds.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(220);

    /// <summary>The header of RFC 7240.</summary>
    public static readonly ApiField Prefer = ApiField.Text(
        "Prefer", "wait=N: how many seconds to wait for the end, at most 220 (RFC 7240).");

    /// <summary>The header of the request's id.</summary>
    public static readonly ApiField RequestId = ApiField.Text(
        "X-Request-Id", "An id of the caller's. A request that is repeated with the same id is done once; Idempotency-Key means the same.");

    private const int MaxIdLength = 200;

    /// <summary>The wait that a request asks for with <c>Prefer: wait=N</c>; null when it asks for none.</summary>
    public static TimeSpan? Asked(HttpRequest request)
    {
        foreach (var preference in request.Headers["Prefer"].ToString().Split(',', ';'))
        {
            if (preference.Split('=') is [var name, var value] && name.Trim().Equals("wait", StringComparison.OrdinalIgnoreCase)
                && int.TryParse(value.Trim().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            {
                return seconds > Longest.TotalSeconds ? Longest : TimeSpan.FromSeconds(seconds);
            }
        }

        return null;
    }

    /// <summary>The header that tells which wait was applied; none when the request asked for none.</summary>
    public static IEnumerable<(string Name, string Value)> Applied(TimeSpan? asked) => asked is { TotalSeconds: var seconds }
        ? [("Preference-Applied", string.Create(CultureInfo.InvariantCulture, $"wait={seconds:0}"))]
        : [];

    /// <summary>The id in the headers of a request; null without one.</summary>
    /// <exception cref="ProblemException">It is too long.</exception>
    public static string? IdOf(HttpRequest request)
    {
        var headers = request.Headers;
        var id = headers["Idempotency-Key"].ToString() is { Length: > 0 } key ? key : headers["X-Request-Id"].ToString();
        return id.Length == 0 ? null : id.Length <= MaxIdLength ? id : throw ProblemException.ForLoadScripts(
            400, string.Create(CultureInfo.InvariantCulture, $"The id of the request is longer than {MaxIdLength} characters."));
    }
}
