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

/// <summary>Destinations of ten channels, all of them one server that notes when each of them was told of which event.</summary>
internal sealed partial class TenChannels : IAsyncDisposable
{
    private static readonly string[] Names = ["post", "put", "get", "slack", "teams", "mail", "influx", "newrelic", "signl4", "signed"];

    private readonly WebApplication app;
    private readonly ConcurrentDictionary<(string Channel, int Number), long> arrived = new();

    private TenChannels(WebApplication app) => this.app = app;

    private Uri Url { get; set; } = new("http://invalid.invalid");

    /// <summary>The configuration that sends every event to all of them.</summary>
    public string Configuration => $$"""
        channels:
          post: { type: webhook, url: "{{Url}}post" }
          put: { type: webhook, url: "{{Url}}put", method: PUT }
          get: { type: webhook, url: "{{Url}}get", method: GET }
          slack: { type: slack, url: "{{Url}}slack" }
          teams: { type: teams, url: "{{Url}}teams" }
          mail: { type: email, provider: sendgrid, apiKey: key, sendGridUrl: "{{Url}}mail", from: butler@example.com, to: [ops@example.com] }
          influx: { type: influxdb, version: 2, url: "{{Url}}influx", org: o, bucket: b, token: t }
          newrelic: { type: newrelic, send: [event], accounts: [{ name: A, id: 1, key: k }], urls: { event: "{{Url}}newrelic", log: "{{Url}}newrelic", metric: "{{Url}}newrelic" } }
          signl4: { type: signl4, url: "{{Url}}signl4" }
          signed: { type: webhook, url: "{{Url}}signed", sign: { secret: s } }
        routes: [{ name: all, on: "sense.*", send: [{{string.Join(", ", Names.Select(name => $"{{ channel: {name} }}"))}}] }]
        """;

    public static async Task<TenChannels> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var channels = new TenChannels(builder.Build());
        channels.app.Run(channels.TakeAsync);
        await channels.app.StartAsync();
        channels.Url = new Uri(
            channels.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return channels;
    }

    /// <summary>A failed reload whose task's name tells it from others.</summary>
    public static byte[] Datagram(int number) =>
        Encoding.UTF8.GetBytes(Datagrams.FailedText(number).Replace("Margin Cockpit", $"Cockpit-{number:D6}", StringComparison.Ordinal));

    /// <summary>When the last of the ten was told of an event (a time stamp of <see cref="Stopwatch"/>), or null.</summary>
    public long? AllArrivedAt(int number)
    {
        var last = 0L;
        foreach (var name in Names)
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
    public IEnumerable<string> Missing(int number) => Names.Where(name => !arrived.ContainsKey((name, number)));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var text = await reader.ReadToEndAsync() + context.Request.QueryString.Value;
        if (Name().Match(text) is { Success: true } match)
        {
            var number = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            arrived.TryAdd((context.Request.Path.Value!.Split('/')[1], number), Stopwatch.GetTimestamp());
        }

        context.Response.StatusCode = context.Request.Path.StartsWithSegments("/mail") ? 202 : 200;
    }

    [GeneratedRegex(@"Cockpit-(\d{6})")]
    private static partial Regex Name();
}
