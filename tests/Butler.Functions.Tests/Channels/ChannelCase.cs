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

    /// <summary>Bodies of a 200 that tell of a failure that passes.</summary>
    public IReadOnlyList<string> PassingFailures { get; init; } = [];

    /// <summary>Bodies of a 200 that tell of a failure that does not pass.</summary>
    public IReadOnlyList<string> FinalFailures { get; init; } = [];

    /// <summary>Bodies of a 200 that tell of a success.</summary>
    public IReadOnlyList<string> Successes { get; init; } = [""];

    private const string TeamsFailure = "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error";

    public static IReadOnlyList<ChannelCase> All { get; } =
    [
        new(
            "webhook",
            $"url: 'URL/{Secret}?code={Secret}', headers: {{ Authorization: 'Bearer {Secret}' }}, sign: {{ secret: '{Secret}' }}", IsJson)
        {
            // Anybody's server: the status alone decides.
            Successes = ["", "ok", "{\"ok\":false}", "error"],
        },
        new("slack", $"url: 'URL/services/{Secret}'", IsJson)
        {
            Successes = ["ok", "{\"ok\":true}"],
            PassingFailures = ["rate_limited", "{\"ok\":false,\"error\":\"service_unavailable\"}"],
            FinalFailures = ["no_service", "{\"ok\":false,\"error\":\"invalid_blocks\"}"],
        },
        new("teams", $"url: 'URL/workflows/{Secret}?sig={Secret}'", IsJson)
        {
            Successes = ["", "1"],
            PassingFailures = [$"{TeamsFailure} 429 with ContextId tcid=0", $"{TeamsFailure} 503 with ContextId tcid=0"],
            FinalFailures = [$"{TeamsFailure} 403 with ContextId tcid=0", "{\"error\":{\"code\":\"WorkflowTriggerIsNotEnabled\"}}"],
        },
        new(
            "email",
            $"provider: sendgrid, apiKey: '{Secret}', sendGridUrl: 'URL', from: Qlik Sense <no-reply@example.com>, to: ops@example.com",
            IsJson)
        {
            Successes = [""],
            PassingFailures = ["{\"errors\":[{\"message\":\"Too many requests\"}]}"],
            FinalFailures = ["{\"errors\":[{\"message\":\"The from address does not match\"}]}"],
        },
        new("signl4", $"url: 'URL/webhook/{Secret}'", IsJson)
        {
            Successes = ["", "{\"eventId\":\"2518\"}"],
            PassingFailures = ["{\"error\":\"temporarily unavailable\"}"],
            FinalFailures = ["{\"error\":\"no such team\"}"],
        },
        new("pagerduty", $"routingKey: '{Secret}', url: 'URL'", IsJson)
        {
            Successes = ["", "{\"status\":\"success\",\"message\":\"Event processed\",\"dedup_key\":\"x\"}"],
            PassingFailures = ["{\"error\":\"temporarily unavailable\"}"],
            FinalFailures = ["{\"error\":\"invalid event\"}"],
        },
        new(
            "influxdb", $"url: 'URL', org: o, bucket: b, token: '{Secret}', dynamicTags: [task, app]",
            body => InfluxChannelTests.Parse(body))
        {
            Successes = [""],
            PassingFailures = ["{\"error\":\"timeout\"}"],
            FinalFailures = ["{\"error\":\"partial write: field type conflict dropped=1\"}"],
        },
        new(
            "newrelic",
            $"accounts: [{{ name: A, id: 1, key: '{Secret}' }}], send: log, "
                + "urls: { event: 'URL', log: 'URL/log/v1', metric: 'URL/metric/v1' }",
            IsJson)
        {
            Successes = ["{\"success\":true,\"uuid\":\"1\"}", "{\"requestId\":\"1\"}"],
            PassingFailures = ["{\"success\":false,\"status\":503}"],
            FinalFailures = ["{\"success\":false,\"error\":\"bad key\"}"],
        },
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
