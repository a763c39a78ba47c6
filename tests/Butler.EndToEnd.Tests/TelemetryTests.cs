using System.Text;
using System.Text.RegularExpressions;
using Butler.EndToEnd.Tests.Support;
using Butler.Tests;

namespace Butler.EndToEnd.Tests;

/// <summary>A datagram's trace through the programs as they run, received by a collector; and the totals of butler up.</summary>
public sealed partial class TelemetryTests
{
    private const string Execution = "5e9c7a10-44f2-4b3d-a7a6-90b0b3f9cf02";

    [Fact]
    public async Task A_trace_goes_from_the_datagram_to_the_destination_and_butler_up_shows_the_totals()
    {
        using var collector = new HttpSink();
        using var hook = new HttpSink();
        await using var up = await ButlerUp.StartAsync(
            $$"""
            channels: { hook: { type: webhook, url: "{{hook.Url}}" } }
            routes: [{ name: failures, on: "sense.*", send: [{ channel: hook }] }]
            """,
            new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url.GetLeftPart(UriPartial.Authority),
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
            });
        up.Send(ButlerUp.Failed(Execution));

        await Eventually.TrueAsync(() => hook.Requests.Count == 1, "the alert arrives");
        await Eventually.TrueAsync(
            () => new[] { "send events", "process events", "deliver webhook" }
                .All(span => Bodies(collector, "/v1/traces").Any(body => body.Contains(span, StringComparison.Ordinal))),
            "the spans of both programs arrive");
        await Eventually.TrueAsync(
            () => new[] { "butler.relay.forwarded", "butler.deliveries.sent" }
                .All(name => Bodies(collector, "/v1/metrics").Any(body => body.Contains(name, StringComparison.Ordinal))),
            "the metrics of both programs arrive");
        await Eventually.TrueAsync(
            () => Deliveries(up).Contains("\"sent\":1", StringComparison.Ordinal), "the function app has written its totals");
        await Eventually.TrueAsync(
            () => Relay(up).Contains("\"forwarded\":1", StringComparison.Ordinal), "the relay has written its status");
        (await up.EndAsync("TERM")).ShouldBe(0);

        up.Lines.ShouldContain(line => line.EndsWith(
            "since the start: 1 received, 0 refused, 1 forwarded, 0 waiting, 1 planned, 1 sent, 0 retried, 0 dead",
            StringComparison.Ordinal));
        collector.Requests.ShouldAllBe(request => !request.Body.Contains("svc_reload", StringComparison.Ordinal)
            && !request.Body.Contains("/hook", StringComparison.Ordinal));
        var span = SpanContext().Match(Traces(collector, "send events").Single()).Value;
        span.ShouldNotBeEmpty();
        Traces(collector, "process events").ShouldContain(body => body.Contains(span, StringComparison.Ordinal));
        Traces(collector, "deliver webhook").ShouldContain(body => body.Contains(span, StringComparison.Ordinal));
    }

    /// <summary>The bodies with a span of a name, a character for each byte.</summary>
    private static IEnumerable<string> Traces(HttpSink collector, string span) => collector.Requests
        .Where(request => request.PathAndQuery == "/v1/traces" && request.Body.Contains(span, StringComparison.Ordinal))
        .Select(request => Encoding.Latin1.GetString(request.Bytes));

    private static IEnumerable<string> Bodies(HttpSink collector, string path) =>
        collector.Requests.Where(request => request.PathAndQuery == path).Select(request => request.Body);

    private static string Deliveries(ButlerUp up) => Read(Path.Combine(up.Data, "deliveries.json"));

    private static string Relay(ButlerUp up) => Read(Path.Combine(up.Data, "journal", "status.json"));

    private static string Read(string path) => File.Exists(path) ? File.ReadAllText(path) : "";

    /// <summary>The ids of trace and span as OTLP writes them, at the beginning of a span and of a link.</summary>
    [GeneratedRegex(@"\n\x10.{16}\x12\x08.{8}", RegexOptions.Singleline)]
    private static partial Regex SpanContext();
}
