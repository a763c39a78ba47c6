using System.Text;
using System.Text.Json;
using Butler.Core.Destinations;
using Butler.Functions.Alerts;
using Butler.Functions.Channels;
using Butler.Functions.Channels.Console;
using Butler.Functions.Channels.Influx;
using Butler.Functions.Channels.NewRelic;
using Butler.Functions.Channels.Signl4;
using Butler.Functions.Channels.Webhook;
using Butler.Functions.Configuration;
using Butler.Functions.Delivering.Sending;
using Butler.Functions.Tests.Channels;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Delivering;

/// <summary>What goes over the wire to InfluxDB, New Relic and Signl4, against sinks that check the documented rules.</summary>
public sealed class MetricRequestTests : IDisposable
{
    private readonly HttpTransport http = new(TimeProvider.System);

    [Theory]
    [InlineData(1, "/hook/write?db=my%20db&precision=ns", "Basic dTpwOsOlw6TDtg==")]
    [InlineData(2, "/hook/api/v2/write?org=my%20org&bucket=b%2F1&precision=ns", "Token the-token")]
    [InlineData(3, "/hook/api/v3/write_lp?db=my%20db&precision=nanosecond", "Bearer the-token")]
    public async Task Each_version_of_InfluxDB_has_its_address_and_credentials(int version, string address, string authorization)
    {
        using var sink = new HttpSink(_ => 204);
        var options = new InfluxOptions
        {
            Version = version,
            Url = sink.Url,
            Org = "my org",
            Bucket = "b/1",
            Database = "my db",
            Token = "the-token",
            User = "u",
            Password = "p:åäö",
        };
        (await SendAsync(options, new InfluxChannel(options))).ShouldBe(new DeliveryOutcome.Sent("204"));
        var request = sink.Requests.ShouldHaveSingleItem();
        (request.Method, request.PathAndQuery, request.Headers["Authorization"]).ShouldBe(("POST", address, authorization));
        request.Headers["Content-Type"].ShouldBe("text/plain; charset=utf-8");
    }

    [Fact]
    public async Task A_retention_policy_and_no_user_are_told_as_they_are()
    {
        using var sink = new HttpSink(_ => 204);
        var options = new InfluxOptions { Version = 1, Url = new Uri(sink.Url, "/?x=1"), Database = "d", RetentionPolicy = "a week" };
        await SendAsync(options, new InfluxChannel(options));
        var request = sink.Requests.ShouldHaveSingleItem();
        request.PathAndQuery.ShouldBe("/write?x=1&db=d&rp=a%20week&precision=ns");
        request.Headers.Keys.ShouldNotContain("Authorization");
    }

    [Theory]
    [InlineData("event", "/hook/v1/accounts/4711/events")]
    [InlineData("log", "/log/v1")]
    [InlineData("metric", "/metric/v1")]
    public async Task New_Relic_gets_what_it_documents(string kind, string path)
    {
        using var sink = new HttpSink(CheckNewRelic);
        var options = NewRelic(sink);
        (await SendAsync(options, new NewRelicChannel(options), $"First/{kind}")).ShouldBe(new DeliveryOutcome.Sent("202"));
        var request = sink.Requests.ShouldHaveSingleItem();
        (request.Method, request.PathAndQuery, request.Headers["Api-Key"]).ShouldBe(("POST", path, "s3cr3t-licence-key"));
        request.Headers["Idempotency-Key"].ShouldBe("d1");
    }

    [Fact]
    public async Task Headers_of_the_operator_take_the_place_of_the_products_own()
    {
        using var sink = new HttpSink();
        var headers = new Dictionary<string, string>
        {
            ["user-agent"] = "ops",
            ["X-Team"] = "bi",
            ["idempotency-key"] = "own",
            ["CONTENT-TYPE"] = "application/x-own",
        };
        var newRelic = NewRelic(sink) with { Headers = headers };
        await SendAsync(newRelic, new NewRelicChannel(newRelic), "First/event");
        var webhook = new WebhookOptions { Url = sink.Url, Headers = headers };
        await SendAsync(webhook, new WebhookChannel(webhook, new NoTemplates()));
        foreach (var request in sink.Requests)
        {
            (request.Headers["User-Agent"], request.Headers["X-Team"], request.Headers["Idempotency-Key"], request.Headers["Content-Type"])
                .ShouldBe(("ops", "bi", "own", "application/x-own"));
        }

        sink.Requests.Select(request => request.Headers.GetValueOrDefault("Api-Key")).ShouldBe(["s3cr3t-licence-key", null]);
    }

    [Fact]
    public async Task The_key_of_an_account_is_in_no_reason()
    {
        using var sink = new HttpSink(_ => 403) { Body = "the key s3cr3t-licence-key is not known" };
        var options = NewRelic(sink);
        (await SendAsync(options, new NewRelicChannel(options), "First/event")).ShouldBe(
            new DeliveryOutcome.Refused("answered 403 Forbidden: the key *** is not known"));
    }

    [Fact]
    public async Task An_account_that_is_not_configured_is_refused()
    {
        using var sink = new HttpSink();
        var options = NewRelic(sink);
        var request = Request(options, new NewRelicChannel(options), "Third/event");
        var senders = new Senders(new HttpSender(http, Reading.Kinds), null!, null!, new TerminalSender(TextWriter.Null));
        (await senders.SendAsync(request, CancellationToken.None)).ShouldBe(
            new DeliveryOutcome.Refused("the account \"Third\" of New Relic is not among the channel's accounts (First)"));
        sink.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Signl4_gets_what_it_documents()
    {
        using var sink = new HttpSink(request =>
        {
            using var body = JsonDocument.Parse(request.Body);
            var status = body.RootElement.GetProperty("X-S4-Status").GetString();
            return request.Headers["Content-Type"] == "application/json" && status is "new" or "acknowledged" or "resolved"
                && body.RootElement.GetProperty("X-S4-ExternalID").GetString()!.Length > 0
                && body.RootElement.EnumerateObject()
                    .All(property => property.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number) ? 201 : 400;
        });
        var options = new Signl4Options { Url = sink.Url, Service = "BI" };
        (await SendAsync(options, new Signl4Channel(options, new NoTemplates()))).ShouldBe(new DeliveryOutcome.Sent("201"));
    }

    public void Dispose() => http.Dispose();

    private static NewRelicOptions NewRelic(HttpSink sink) => new()
    {
        Accounts = [new("First", 4711, "s3cr3t-licence-key")],
        Urls = new NewRelicUrls(sink.Url, new Uri(sink.Url, "/log/v1"), new Uri(sink.Url, "/metric/v1")),
    };

    /// <summary>
    /// What New Relic refuses: other media types, more than 1 MB, nested or too many or too long attributes, events without a type, metrics
    /// without a value.
    /// </summary>
    private static int CheckNewRelic(SinkRequest request)
    {
        if (!request.Headers["Content-Type"].StartsWith("application/json", StringComparison.Ordinal))
        {
            return 415;
        }

        if (Encoding.UTF8.GetByteCount(request.Body) > 1_000_000)
        {
            return 413;
        }

        using var body = JsonDocument.Parse(request.Body);
        var first = body.RootElement[0];
        var isEvent = request.PathAndQuery.EndsWith("/events", StringComparison.Ordinal);
        var attributes = isEvent ? first : first.GetProperty("common").GetProperty("attributes");
        var isFlat = attributes.EnumerateObject().All(attribute => attribute.Name.Length <= 255
            && (attribute.Value.ValueKind == JsonValueKind.Number
                || (attribute.Value.ValueKind == JsonValueKind.String && attribute.Value.GetString()!.Length <= 4096)));
        var isWhole = isEvent
            ? first.GetProperty("eventType").GetString()!.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or ':')
                && first.GetProperty("timestamp").GetInt64() > 0
            : first.TryGetProperty("logs", out var logs) ? logs[0].GetProperty("message").GetString()!.Length > 0
            : first.GetProperty("metrics").EnumerateArray().All(metric => metric.GetProperty("type").GetString() == "gauge"
                && metric.GetProperty("value").ValueKind == JsonValueKind.Number);
        return isFlat && isWhole && attributes.EnumerateObject().Count() <= 255 ? 202 : 400;
    }

    private static SendRequest Request(ChannelOptions options, IChannel channel, string? recipient)
    {
        var alert = MetricAlerts.Of("sense.reload.failed", recipient: recipient, options: options);
        return new SendRequest
        {
            Options = options,
            Message = channel.Render(alert),
            Delivery = new DeliveryMessage { Delivery = alert.Delivery, Event = alert.Event },
        };
    }

    private Task<DeliveryOutcome> SendAsync(ChannelOptions options, IChannel channel, string? recipient = null)
    {
        var request = Request(options, channel, recipient);
        return new HttpSender(http, Reading.Kinds).SendAsync(
            request, request.Message.ShouldBeOfType<ChannelMessage.Http>(), CancellationToken.None);
    }
}
