using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.Benchmarks.Load;

/// <summary>A webhook that notes when it was called for which execution.</summary>
internal sealed class WebhookSink : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<int, long> arrived = new();

    private WebhookSink(WebApplication app) => this.app = app;

    public Uri Url { get; private set; } = new("http://invalid.invalid");

    /// <summary>How many different executions it has been told of.</summary>
    public int Count => arrived.Count;

    /// <summary>How often it was called.</summary>
    public int Calls;

    /// <summary>When it was told of an execution (a time stamp of <see cref="Stopwatch"/>), or null.</summary>
    public long? ArrivedAt(int number) => arrived.TryGetValue(number, out var at) ? at : null;

    public static async Task<WebhookSink> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var sink = new WebhookSink(builder.Build());
        sink.app.Run(sink.TakeAsync);
        await sink.app.StartAsync();
        sink.Url = new Uri(
            sink.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/hook");
        return sink;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        var at = body.IndexOf("00000000-0000-4000-8000-", StringComparison.Ordinal);
        if (at >= 0)
        {
            Interlocked.Increment(ref Calls);
            arrived.TryAdd(int.Parse(body.AsSpan(at + 24, 12), CultureInfo.InvariantCulture), Stopwatch.GetTimestamp());
        }

        context.Response.StatusCode = 200;
    }
}
