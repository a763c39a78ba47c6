using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Messages;

/// <summary>The API over HTTP with a channel of each type, all of which send to one sink.</summary>
internal sealed class MessageSite : IAsyncDisposable
{
    private MessageSite(HttpSink sink, ApiSite api) => (Sink, Api) = (sink, api);

    public const string All =
        "{ slack: [s, s2], teams: t, email: m, emailRecipients: ['*@example.com'], mqtt: q, mqttTopics: [app/#], newRelicEvent: [n, n2], "
        + "newRelicMetric: n }";

    public HttpSink Sink { get; }

    public ApiSite Api { get; }

    public App App => Api.App;

    /// <param name="api">The section <c>api</c> of the configuration, in one line.</param>
    public static async Task<MessageSite> StartAsync(string api = All)
    {
        var sink = new HttpSink { Body = "ok" };
        return new MessageSite(sink, await ApiSite.StartAsync(new App(
            $$"""
            channels:
              s: { type: slack, url: {{sink.Url}}, channel: "#alerts", username: Qlik, icon: ":ghost:", mention: here }
              s2: { type: slack, url: {{sink.Url}}2 }
              t: { type: teams, url: {{sink.Url}} }
              m: { type: email, provider: sendgrid, apiKey: k, sendGridUrl: "{{sink.Url}}", from: Qlik <q@example.com>, to: ops@example.org }
              m2: { type: email, provider: sendgrid, apiKey: k, sendGridUrl: "{{sink.Url}}", from: Qlik <q@example.com>, appOwner: {} }
              q: { type: mqtt, via: relay, destination: plant, topic: x, qos: 1, retain: true }
              n:
                type: newrelic
                accounts: [{ name: First, id: 1, key: k1 }, { name: Second, id: 2, key: k2 }]
                to: First
                send: log
                attributes: { env: prod, source: butler }
                urls: { event: "{{sink.Url}}", log: "{{sink.Url}}", metric: "{{sink.Url}}" }
              n2:
                type: newrelic
                accounts: [{ name: Third, id: 3, key: k3 }]
                urls: { event: "{{sink.Url}}", log: "{{sink.Url}}", metric: "{{sink.Url}}" }
              c: { type: console }
            defaultChannel: c
            routes: []
            api: {{api}}
            """)));
    }

    /// <summary>Runs what is on the queues, and gives what was sent: path and body.</summary>
    public async Task<IReadOnlyList<string>> SentAsync()
    {
        await App.RunVisibleAsync();
        return [.. Sink.Requests.Select(request => $"{request.PathAndQuery} {request.Body}")];
    }

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        Sink.Dispose();
    }
}
