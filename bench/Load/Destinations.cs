using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.Benchmarks.Load;

/// <summary>The destinations of several channels, all of them one server that notes when each of them was told of which event.</summary>
internal sealed partial class Destinations : IAsyncDisposable
{
    /// <summary>Ten channels: every kind that is reached by HTTP, and webhooks of several forms.</summary>
    public static readonly IReadOnlyList<string> Ten =
        ["post", "put", "get", "slack", "teams", "mail", "influx", "newrelic", "signl4", "signed"];

    /// <summary>Five channels of different kinds.</summary>
    public static readonly IReadOnlyList<string> FiveKinds = ["post", "slack", "teams", "mail", "influx"];

    private readonly WebApplication app;
    private readonly IReadOnlyList<string> names;
    private readonly TimeSpan delay;
    private readonly ConcurrentDictionary<(string Channel, int Number), long> arrived = new();
    private readonly ConcurrentDictionary<string, int> calls = new();

    private Destinations(WebApplication app, IReadOnlyList<string> names, TimeSpan delay) =>
        (this.app, this.names, this.delay) = (app, names, delay);

    private Uri Url { get; set; } = new("http://invalid.invalid");

    /// <summary>The configuration that sends every event to all of them.</summary>
    public string Configuration => $$"""
        channels:
        {{string.Join('\n', names.Select(name => $"  {name}: {Channel(name)}"))}}
        routes: [{ name: all, on: "sense.*", send: [{{string.Join(", ", names.Select(name => $"{{ channel: {name} }}"))}}] }]
        """;

    /// <summary>The calls of the channel that was called least often.</summary>
    public int FewestCalls => names.Min(name => calls.GetValueOrDefault(name));

    /// <summary>How many pairs of channel and event have arrived, each counted once.</summary>
    public int Arrived => arrived.Count;

    /// <summary>All calls.</summary>
    public int Calls => calls.Values.Sum();

    /// <param name="names">Channels of <see cref="Ten"/>, or webhooks of any other name.</param>
    /// <param name="delay">How long each takes to answer.</param>
    public static async Task<Destinations> StartAsync(IReadOnlyList<string> names, TimeSpan delay = default)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var destinations = new Destinations(builder.Build(), names, delay);
        destinations.app.Run(destinations.TakeAsync);
        await destinations.app.StartAsync();
        destinations.Url = new Uri(
            destinations.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return destinations;
    }

    /// <summary>A failed reload whose task's name tells it from others.</summary>
    public static byte[] Datagram(int number) =>
        Encoding.UTF8.GetBytes(Datagrams.FailedText(number).Replace("Margin Cockpit", $"Cockpit-{number:D6}", StringComparison.Ordinal));

    /// <summary>When the last of them was told of an event (a time stamp of <see cref="Stopwatch"/>), or null.</summary>
    public long? AllArrivedAt(int number)
    {
        var last = 0L;
        foreach (var name in names)
        {
            if (!arrived.TryGetValue((name, number), out var at))
            {
                return null;
            }

            last = Math.Max(last, at);
        }

        return last;
    }

    /// <summary>The channels that were not told of an event.</summary>
    public IEnumerable<string> Missing(int number) => names.Where(name => !arrived.ContainsKey((name, number)));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private string Channel(string name) => name switch
    {
        "put" => $$"""{ type: webhook, url: "{{Url}}put", method: PUT }""",
        "get" => $$"""{ type: webhook, url: "{{Url}}get", method: GET }""",
        "slack" => $$"""{ type: slack, url: "{{Url}}slack" }""",
        "teams" => $$"""{ type: teams, url: "{{Url}}teams" }""",
        "mail" => $$"""
            { type: email, provider: sendgrid, apiKey: key, sendGridUrl: "{{Url}}mail", from: butler@example.com, to: [ops@example.com] }
            """,
        "influx" => $$"""{ type: influxdb, version: 2, url: "{{Url}}influx", org: o, bucket: b, token: t }""",
        "newrelic" => $$"""
            { type: newrelic, send: [event], accounts: [{ name: A, id: 1, key: k }], urls: { event: "{{Url}}newrelic" } }
            """,
        "signl4" => $$"""{ type: signl4, url: "{{Url}}signl4" }""",
        "signed" => $$"""{ type: webhook, url: "{{Url}}signed", sign: { secret: s } }""",
        _ => $$"""{ type: webhook, url: "{{Url}}{{name}}" }""",
    };

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var text = await reader.ReadToEndAsync() + context.Request.QueryString.Value;
        if (delay > TimeSpan.Zero)
        {
            await Task.Delay(delay);
        }

        var channel = context.Request.Path.Value!.Split('/')[1];
        calls.AddOrUpdate(channel, 1, (_, count) => count + 1);
        if (Name().Match(text) is { Success: true } match)
        {
            arrived.TryAdd((channel, int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)), Stopwatch.GetTimestamp());
        }

        context.Response.StatusCode = context.Request.Path.StartsWithSegments("/mail") ? 202 : 200;
    }

    [GeneratedRegex(@"Cockpit-(\d{6})")]
    private static partial Regex Name();
}
