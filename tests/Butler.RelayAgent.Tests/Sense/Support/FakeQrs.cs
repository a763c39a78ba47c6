using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Tests.Sense.Support;

/// <summary>
/// A repository service over real HTTPS that asks for a client certificate of its site, answers for a scripted site, and fails as the test
/// says.
/// </summary>
internal sealed partial class FakeQrs : IAsyncDisposable
{
    private readonly WebApplication app;

    private FakeQrs(WebApplication app) => this.app = app;

    /// <summary>What the site holds; tests change it.</summary>
    public FakeSite Site { get; } = new();

    /// <summary>The requests that came, path and decoded query.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>The headers of the last request.</summary>
    public IReadOnlyDictionary<string, string> LastHeaders { get; private set; } = new Dictionary<string, string>();

    /// <summary>The subjects of the client certificates that were shown, one for each connection.</summary>
    public ConcurrentQueue<string> Connections { get; } = new();

    /// <summary>How long each answer takes.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Whether the newer way to script logs is the only one.</summary>
    public bool IsNewer { get; set; }

    /// <summary>Answers a request itself; null: the site answers.</summary>
    public Func<HttpContext, Task<bool>>? Fault { get; set; }

    /// <summary>The clock of its machine, for the header <c>Date</c>; null: the real one.</summary>
    public TimeProvider? Clock { get; set; }

    /// <summary>The most requests at one time.</summary>
    public int MaxAtOnce => mostAtOnce;

    private int mostAtOnce;
    private int atOnce;

    /// <summary>Where it listens.</summary>
    public Uri Url { get; private set; } = null!;

    public static async Task<FakeQrs> StartAsync(TestCertificates certificates)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        FakeQrs? fake = null;
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = certificates.Server;
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (shown, _, _) =>
            {
                fake!.Connections.Enqueue(shown.Subject);
                return certificates.Issued(shown);
            };
        })));
        var app = builder.Build();
        fake = new FakeQrs(app);
        app.Run(fake.AnswerAsync);
        await app.StartAsync();
        var port = new Uri(app.Urls.First()).Port;
        fake.Url = new Uri($"https://127.0.0.1:{port}");
        return fake;
    }

    public async ValueTask DisposeAsync()
    {
        using var hurry = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await app.StopAsync(hurry.Token);
        await app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var now = Interlocked.Increment(ref atOnce);
        InterlockedMax(ref mostAtOnce, now);
        try
        {
            var query = string.Join(
                "&", context.Request.Query.Where(each => each.Key != "xrfkey").Select(each => $"{each.Key}={each.Value}"));
            Asked.Enqueue($"{context.Request.Path}{(query.Length > 0 ? "?" : "")}{query}");
            LastHeaders = context.Request.Headers.ToDictionary(
                each => each.Key, each => each.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            if (Clock is { } clock)
            {
                context.Response.Headers.Date = clock.GetUtcNow().ToString("R");
            }

            if (Delay > TimeSpan.Zero)
            {
                await Task.Delay(Delay, context.RequestAborted);
            }

            if (Fault is { } fault && await fault(context))
            {
                return;
            }

            var key = context.Request.Query["xrfkey"].ToString();
            if (key.Length != 16 || context.Request.Headers["X-Qlik-Xrfkey"] != key)
            {
                context.Response.StatusCode = 400;
                await context.Response.WriteAsync("XSRF prevention check failed. Possible XSRF discovered.");
                return;
            }

            await SiteAsync(context);
        }
        catch (OperationCanceledException)
        {
            // the caller gave up
        }
        finally
        {
            Interlocked.Decrement(ref atOnce);
        }
    }

    private async Task SiteAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!["/qrs/".Length..].Split('/');
        var filter = context.Request.Query["filter"].ToString();
        switch (path)
        {
            case ["task", "full"]:
                await JsonAsync(context, Tasks(filter));
                break;
            case ["executionsession", "full"]:
                await JsonAsync(context, new JsonArray([.. Site.Sessions.Values.Select(row => row.DeepClone())]));
                break;
            case ["app", "full"]:
                await JsonAsync(context, Rows(Site.Apps, "id", filter));
                break;
            case ["executionresult", "full"]:
                await JsonAsync(context, Executions(filter));
                break;
            case ["user", "full"]:
                await JsonAsync(context, Rows(Site.Users, "id", filter));
                break;
            case ["reloadtask", _, "scriptlog"] when !IsNewer && Site.Logs.ContainsKey(context.Request.Query["fileReferenceId"].ToString()):
                await JsonAsync(context, new JsonObject { ["value"] = context.Request.Query["fileReferenceId"].ToString() });
                break;
            case ["reloadtask", _, "scriptlogfile"] when IsNewer
                && Site.LogOfResult(context.Request.Query["executionResultId"].ToString()) is { } file:
                await JsonAsync(context, new JsonObject { ["value"] = file });
                break;
            case ["download", "reloadtask", var file, "scriptlog.txt"] when Site.Logs.TryGetValue(file, out var log):
                context.Response.ContentType = "text/plain";
                await log(context.Response.Body, context.RequestAborted);
                break;
            default:
                context.Response.StatusCode = 404;
                break;
        }
    }

    private JsonArray Tasks(string filter)
    {
        var due = Due().Match(filter);
        return due.Success
            ? [.. Site.Tasks.Values.Where(row => IsDue(row, due)).Select(row => row.DeepClone())]
            : Rows(Site.Tasks, "id", filter);
    }

    private static bool IsDue(JsonObject row, Match due) =>
        (bool)row["enabled"]! && DateTimeOffset.Parse((string)row["operational"]!["nextExecution"]!, null) is var next
        && next > DateTimeOffset.Parse(due.Groups[1].Value, null) && next <= DateTimeOffset.Parse(due.Groups[2].Value, null);

    private JsonArray Executions(string filter)
    {
        var times = Times().Matches(filter);
        return times.Count == 2
            ? [.. Site.Executions.Values.Where(row => InTime(row, times)).Select(row => row.DeepClone())]
            : Rows(Site.Executions, "executionId", filter);
    }

    private static bool InTime(JsonObject row, MatchCollection times) =>
        DateTimeOffset.Parse((string)row["stopTime"]!, null) is var stop
        && stop >= DateTimeOffset.Parse(times[0].Groups[1].Value, null) && stop < DateTimeOffset.Parse(times[1].Groups[1].Value, null);

    private static JsonArray Rows(ConcurrentDictionary<string, JsonObject> rows, string field, string filter) =>
        [.. filter.Split(" or ").Select(each => each[(field.Length + 4)..]).Where(rows.ContainsKey).Select(id => rows[id].DeepClone())];

    private static async Task JsonAsync(HttpContext context, JsonNode answer)
    {
        context.Response.ContentType = "application/json;charset=utf-8";
        await context.Response.WriteAsync(answer.ToJsonString(), Encoding.UTF8);
    }

    private static void InterlockedMax(ref int most, int now)
    {
        for (var seen = most; now > seen; seen = most)
        {
            Interlocked.CompareExchange(ref most, now, seen);
        }
    }

    [GeneratedRegex("stopTime (?:ge|lt) '([^']+)'")]
    private static partial Regex Times();

    [GeneratedRegex("^enabled eq true and operational.nextExecution gt '([^']+)' and operational.nextExecution le '([^']+)'$")]
    private static partial Regex Due();
}
