using System.Text;
using Butler.Core.Destinations;
using Butler.Functions.Configuration;

namespace Butler.Functions.Channels.Influx;

/// <summary>
/// Checks whether a channel's database exists at an InfluxDB server of version 1, and creates it. Only <c>test-fire</c> and
/// <c>check --create</c> use this: creating a database requires administrator rights, which a user that only writes does not have.
/// Source: https://docs.influxdata.com/influxdb/v1/query_language/manage-database/
/// </summary>
internal sealed class InfluxDatabase(HttpTransport http)
{
    /// <summary>Whether the function app can create this database.</summary>
    public static bool CanCreate(ChannelOptions options) => options is InfluxOptions { Version: 1, Url: not null, RelayDestination: null };

    /// <summary>Whether an attempt to write failed because the database does not exist.</summary>
    public static bool IsMissing(DeliveryOutcome outcome) =>
        outcome is DeliveryOutcome.Refused { Reason: var reason } && reason.StartsWith("answered 404", StringComparison.Ordinal)
        && reason.Contains("database not found", StringComparison.OrdinalIgnoreCase);

    /// <summary>Sends an empty write, which fails when the database does not exist.</summary>
    public Task<DeliveryOutcome> LookAsync(InfluxOptions options, CancellationToken cancellationToken) =>
        http.SendAsync(Request(options, InfluxRequest.WriteUrl(options), "", "text/plain; charset=utf-8"), cancellationToken);

    /// <summary>Creates the database; an existing one is unchanged.</summary>
    public Task<DeliveryOutcome> CreateAsync(InfluxOptions options, CancellationToken cancellationToken)
    {
        var name = (options.Database ?? "").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        var query = $"q={Uri.EscapeDataString($"CREATE DATABASE \"{name}\"")}";
        return http.SendAsync(
            Request(options, InfluxRequest.QueryUrl(options), query, "application/x-www-form-urlencoded"), cancellationToken);
    }

    private static HttpDelivery Request(InfluxOptions options, Uri url, string body, string contentType) => new()
    {
        Url = url,
        Method = "POST",
        Headers = InfluxRequest.Authorization(options) is { } authorization
            ? new Dictionary<string, string> { ["Authorization"] = authorization }
            : [],
        Body = Encoding.UTF8.GetBytes(body),
        ContentType = contentType,
        Answer = AnswerForm.Json,
        Trust = new HttpTrust(options.Ca, options.Insecure),
    };
}
