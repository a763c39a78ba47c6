using System.Text.Json;

namespace Butler.Functions.Tests.Channels;

/// <summary>A channel that sends over HTTP, as an operator writes it, with a secret in every place that has one.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Yaml">Its options; <c>URL</c> stands for the destination's address.</param>
/// <param name="Check">Whether a body is in the destination's form.</param>
internal sealed record ChannelCase(string Type, string Yaml, Action<string> Check)
{
    /// <summary>What no log line, error, message or row may hold.</summary>
    public const string Secret = "s3cr3t-7f1c9a";

    public static IReadOnlyList<ChannelCase> All { get; } =
    [
        new("webhook", $"url: 'URL/{Secret}?code={Secret}', headers: {{ Authorization: 'Bearer {Secret}' }}, sign: {{ secret: '{Secret}' }}", IsJson),
        new("slack", $"url: 'URL/services/{Secret}'", IsJson),
        new("teams", $"url: 'URL/workflows/{Secret}?sig={Secret}'", IsJson),
        new("email", $"provider: sendgrid, apiKey: '{Secret}', sendGridUrl: 'URL', from: Qlik Sense <no-reply@example.com>, to: ops@example.com", IsJson),
        new("signl4", $"url: 'URL/webhook/{Secret}'", IsJson),
        new("influxdb", $"url: 'URL', org: o, bucket: b, token: '{Secret}', dynamicTags: [task, app]", body => InfluxChannelTests.Parse(body)),
        new("newrelic", $"accounts: [{{ name: A, id: 1, key: '{Secret}' }}], send: log, urls: {{ event: 'URL', log: 'URL/log/v1', metric: 'URL/metric/v1' }}", IsJson),
    ];

    /// <summary>A configuration with the channel and a route for every event.</summary>
    public string Configuration(Uri url) => $$"""
        channels:
          it: { type: {{Type}}, {{Yaml.Replace("URL", url.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)}} }
        routes: [{ name: all, on: "sense.*", send: [{ channel: it }] }]
        defaultChannel: none
        """;

    public override string ToString() => Type;

    private static void IsJson(string body) => JsonDocument.Parse(body).Dispose();
}
