namespace Butler.Core.SelfReports;

/// <summary>The address that reports a failure.</summary>
internal static class PingAddress
{
    private const string Up = "status=up";

    /// <summary>
    /// Appends <c>/fail</c> to the path and keeps the query, as healthchecks.io reads it. Uptime Kuma has the status in the query instead,
    /// so <c>status=up</c> becomes <c>status=down</c>.
    /// </summary>
    public static Uri OfFailure(Uri url)
    {
        var pairs = url.Query.TrimStart('?').Split('&');
        return pairs.Contains(Up)
            ? new Uri(url.GetLeftPart(UriPartial.Path) + "?" + string.Join('&', pairs.Select(pair => pair == Up ? "status=down" : pair)))
            : new Uri(url.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/fail" + url.Query);
    }
}
