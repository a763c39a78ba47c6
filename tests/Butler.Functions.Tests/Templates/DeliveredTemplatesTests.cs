using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Templates;

/// <summary>Templates on the whole way from the event to the destination.</summary>
public sealed class DeliveredTemplatesTests
{
    [Fact]
    public async Task A_webhook_gets_what_its_template_makes()
    {
        var request = await SentAsync("""text: '{ "text": "{{upper logLevel}}: {{taskName}}" }'""", new LogCollector());
        request.Body.ShouldBe("""{ "text": "WARN: Reload of Margin Cockpit" }""");
        request.Headers.Keys.ShouldNotContain("X-Butler-Template-Fault");
    }

    [Fact]
    public async Task A_template_that_fails_never_costs_the_alert_and_whoever_reads_either_end_learns_why()
    {
        var logs = new LogCollector();
        var request = await SentAsync("text: '{{truncate taskName}}å'", logs);
        request.Body.ShouldContain("\"taskName\":\"Reload of Margin Cockpit\"");
        const string Fault =
            "the template in the configuration, line 1: {{truncate}} is given 1 values; use it as in {{truncate taskName 40}}";
        request.Headers["X-Butler-Template-Fault"].ShouldBe(Fault);
        logs.Text.ShouldContain($"hook sends sense.task.failed default:failed:5e9c7a10 in its built-in form: {Fault}");
    }

    private static async Task<SinkRequest> SentAsync(string template, LogCollector logs)
    {
        using var sink = new HttpSink();
        using var app = new App($"channels: {{ hook: {{ type: webhook, url: '{sink.Url}', {template} }} }}\nroutes: [{{ name: r, on: '*', "
            + $"send: [{{ channel: hook }}] }}]", logs);
        await app.SendAsync(Sample.Event());
        await app.RunVisibleAsync();
        return sink.Requests.ShouldHaveSingleItem();
    }
}
