using System.Globalization;
using Butler.Core.QlikCloud;
using Butler.Functions.Tests.QlikCloud.Commands;
using Butler.Tests;

namespace Butler.Functions.Tests.Schedules;

/// <summary>A site with a schedule <c>Margin</c> that starts something in the tenant acme, which remembers what it started.</summary>
internal sealed class FakeQlik : IDisposable
{
    public const string Run = $"POST acme/api/v1/automations/{CommandSite.Notify}/runs";
    private const string Reloads = "acme/api/v1/reloads";
    private readonly List<string> listed = [];
    private readonly List<string> started = [];

    /// <param name="target">The target of the schedule.</param>
    /// <param name="cron">The cron text; null: the configuration has no schedule.</param>
    public FakeQlik(string target, string? cron = "*/5 * * * *")
    {
        var schedules = cron is null ? "[]" : $"[{{ name: Margin, cron: '{cron}', cloud: {{ tenant: acme, {target} }} }}]";
        Site = new ScheduleSite($"{schedules}\n{CommandSite.Tenants}");
        Site.App.Variables[CloudClients.LocalVariable] = Tenant.Url.AbsoluteUri;
        Tenant.On("GET acme/api/v1/users/me", """{"id":"us"}""");
        List();
        Answer([]);
    }

    public const string Reload = $"app: {CommandSite.App}";
    public const string Automation = "automation: Notify";

    public FakeTenant Tenant { get; } = new();

    public ScheduleSite Site { get; }

    /// <summary>When something was started, as <c>04:15:00</c>; the clock moves in steps, so it is rounded down to ten seconds.</summary>
    public string Started
    {
        get
        {
            lock (started)
            {
                return string.Join(' ', started);
            }
        }
    }

    /// <summary>How many requests to start something came.</summary>
    public int Posts => Tenant.Requests.Count(request => request.StartsWith("POST ", StringComparison.Ordinal));

    /// <summary>Answers the next requests to start something; after them, all are accepted.</summary>
    /// <param name="next">The statuses; minus before one that starts it all the same.</param>
    public void Answer(params int[] next)
    {
        var answers = next.Concat(Enumerable.Repeat(201, 30)).Select((status, index) => new TenantAnswer(
            Math.Abs(status), status > 299 || status < 0 ? """{"errors":[{"title":"No"}]}""" : $$"""{"id":"new-{{index}}","status":"QUEUED"}""")
        {
            RetryAfter = status == 429 ? "7" : null,
            Before = () =>
            {
                if (status is 201 or < 0)
                {
                    Begin($"new-{index}");
                }

                return Task.CompletedTask;
            },
        }).ToArray();
        Tenant.On($"POST {Reloads}", answers).On(Run, answers);
    }

    /// <summary>Adds a reload to the list of the tenant.</summary>
    public void Begin(string id, string user = "us", string trigger = "external", bool partial = false, string? created = null)
    {
        var now = Site.App.Time.GetUtcNow();
        lock (started)
        {
            var step = now.AddSeconds(-(now.Second % 10));
            started.Add(step.ToString("HH:mm:ss", CultureInfo.InvariantCulture));
            listed.Insert(0, $$"""
                {"id":"{{id}}","appId":"{{CommandSite.App}}","userId":"{{user}}","type":"{{trigger}}","partial":{{(partial ? "true" : "false")}},
                "status":"QUEUED","creationTime":"{{created ?? now.ToString("O", CultureInfo.InvariantCulture)}}"}
                """);
            List();
        }
    }

    /// <summary>How the last run stands, as <c>04:15:00 succeeded: ...</c>.</summary>
    public Task<string> LastAsync() => Site.LastAsync("Margin");

    public void Dispose()
    {
        Site.Dispose();
        Tenant.Dispose();
    }

    private void List() => Tenant.On($"GET {Reloads}", $$"""{"data":[{{string.Join(',', listed)}}]}""");
}
