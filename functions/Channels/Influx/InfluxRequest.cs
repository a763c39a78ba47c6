using System.Text;
using Butler.Core.Destinations;

namespace Butler.Functions.Channels.Influx;

/// <summary>
/// Creates the requests to InfluxDB. Version 1: <c>/write</c> with basic authentication. Version 2: <c>/api/v2/write</c> with a token.
/// Version 3: <c>/api/v3/write_lp</c> with a bearer token. Each answers 204.
/// Source: https://docs.influxdata.com/influxdb/v1/tools/api/, .../v2/api/, .../influxdb3/core/api/v3/
/// </summary>
internal static class InfluxRequest
{
    public static HttpDelivery Of(SendRequest request, InfluxOptions options, ChannelMessage.Http message)
    {
        var headers = request.Headers();
        if (Authorization(options) is { } authorization)
        {
            headers["Authorization"] = authorization;
        }

        return new HttpDelivery
        {
            Url = WriteUrl(options),
            Method = "POST",
            Headers = headers,
            Body = message.Body,
            ContentType = message.ContentType,
            Trust = new HttpTrust(options.Ca, options.Insecure),
        };
    }

    /// <summary>Adds a remedy when the server's own answer has none.</summary>
    public static DeliveryOutcome Explain(DeliveryOutcome outcome, InfluxOptions options)
    {
        var (reason, hint) = outcome is DeliveryOutcome.Refused refused ? (refused.Reason, Hint(refused.Reason, options)) : ("", null);
        return hint is null ? outcome : new DeliveryOutcome.Refused($"{reason} ({hint})");
    }

    private static string? Hint(string reason, InfluxOptions options) => reason.Split(' ') switch
    {
        ["answered", "404", ..] => $"{Where(options)} does not exist at the server, or its address is wrong; "
            + $"{(options.Version == 1 ? "butler test-fire and butler check --create create a missing database" : "create it there")}",
        ["answered", "401", ..] => $"the server does not accept the {(options.Version == 1 ? "user and password" : "token")} for "
            + $"{Where(options)}",
        ["answered", "400", ..] => "the server rejected the point, or a part of it; a field may have another type there",
        _ => null,
    };

    private static string Where(InfluxOptions options) => options.Version switch
    {
        2 => $"the bucket \"{options.Bucket}\" of the organisation \"{options.Org}\"",
        1 when options.RetentionPolicy is { } policy => $"the database \"{options.Database}\" with the retention policy \"{policy}\"",
        _ => $"the database \"{options.Database}\"",
    };

    public static Uri WriteUrl(InfluxOptions options)
    {
        var (path, query) = options.Version switch
        {
            1 => ("write",
                $"db={Escape(options.Database)}{(options.RetentionPolicy is { } policy ? "&rp=" + Escape(policy) : "")}&precision=ns"),
            2 => ("api/v2/write", $"org={Escape(options.Org)}&bucket={Escape(options.Bucket)}&precision=ns"),
            _ => ("api/v3/write_lp", $"db={Escape(options.Database)}&precision=nanosecond"),
        };
        return Below(options.Url!, path, query);
    }

    /// <summary>The address for statements (version 1).</summary>
    public static Uri QueryUrl(InfluxOptions options) => Below(options.Url!, "query", "");

    /// <summary>The credentials as a header; null when there are none, or when the address holds them.</summary>
    public static string? Authorization(InfluxOptions options) => options switch
    {
        { Version: 1, User: { } user } => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{options.Password}")),
        { Version: 2, Token: { } token } => "Token " + token,
        { Token: { } token } => "Bearer " + token,
        _ => null,
    };

    private static string Escape(string? text) => Uri.EscapeDataString(text ?? "");

    /// <summary>The configured address may have the path of a proxy and a query.</summary>
    private static Uri Below(Uri url, string path, string query) => new UriBuilder(url)
    {
        Path = $"{url.AbsolutePath.TrimEnd('/')}/{path}",
        Query = url.Query.Length > 1 ? $"{url.Query}&{query}".TrimEnd('&') : query,
    }.Uri;
}
