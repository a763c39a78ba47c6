using BenchmarkDotNet.Attributes;
using Butler.Core.Configuration;
using Butler.Functions.Alerts;
using Butler.Functions.Channels;
using Butler.Functions.Hosting;
using Butler.Functions.Preview;
using Butler.Functions.Preview.Samples;
using Butler.Functions.Templates;

namespace Butler.Benchmarks.Micro;

/// <summary>
/// What a channel costs for each alert of a failed reload, in the form that ships; against the encoding of the event that all of them
/// share.
/// </summary>
[MemoryDiagnoser]
[ShortRunJob]
public class RenderBenchmarks
{
    private const string Channels = """
        channels:
          webhook: { type: webhook, url: 'https://x' }
          slack: { type: slack, url: 'https://x' }
          teams: { type: teams, url: 'https://x' }
          email: { type: email, provider: sendgrid, apiKey: k, from: a@example.com, to: b@example.com }
          mqtt: { type: mqtt, url: 'mqtt://x', topic: 'qlik/{{type}}' }
          influxdb: { type: influxdb, url: 'https://x', org: o, bucket: b, token: t }
          newrelic: { type: newrelic, accounts: [{ name: A, id: 1, key: k }], send: log }
          signl4: { type: signl4, url: 'https://x' }
          file: { type: file, via: relay, destination: d }
          console: { type: console }
        routes: [{ name: r, on: '*', send: [{ channel: console }] }]
        """;

    private readonly ChannelFactory channels = new(
        new ChannelKinds(AllChannels.Kinds),
        new HandlebarsTemplates(new TemplatePlaces { Shipped = Shipped(AppContext.BaseDirectory) }, TimeProvider.System));
    private Alert alert = null!;

    /// <summary>The channel's type.</summary>
    [Params("webhook", "slack", "teams", "email", "mqtt", "influxdb", "newrelic", "signl4", "file", "console")]
    public string Channel { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var options = YamlFile.Read("f", Channels, AllChannels.Yaml().Type, _ => null);
        var recipient = Trial.Recipients(options.Channels[Channel], null)[0];
        alert = Trial.Alert(
            options, Channel, SampleEvents.Of("sense.reload.failed", DateTimeOffset.UnixEpoch), Functions.Alerts.AlertKind.Single,
            recipient);
        if (channels.Create(alert.Options).Render(alert) is { TemplateFault: { } fault })
        {
            throw new InvalidOperationException(fault);
        }
    }

    [Benchmark(Baseline = true, Description = "encode the event")]
    public object Encode() => alert.Event.Encode();

    [Benchmark(Description = "render the alert")]
    public object Render() => channels.Create(alert.Options).Render(alert);

    /// <summary>The templates of this repository, from wherever below it the benchmark runs.</summary>
    private static string Shipped(string directory) =>
        File.Exists(Path.Combine(directory, "Butler.Functions.sln"))
            ? Path.Combine(directory, "functions", "templates")
            : Shipped(Path.GetDirectoryName(directory)!);
}
