using System.Globalization;
using System.Net;
using System.Text;
using Butler.Core.Api;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.Tables;
using Microsoft.AspNetCore.WebUtilities;

namespace Butler.Functions.Incidents;

/// <summary>The page behind the link in an alert: the failure, and a button. Only the button acknowledges.</summary>
/// <param name="find">Finds the incident of a request's link; null when the link is not valid.</param>
/// <param name="acknowledge">Acknowledges an incident.</param>
/// <param name="members">The members of an incident, if it is a group's incident.</param>
internal sealed class AcknowledgePage(
    Func<HttpContext, Task<Incident?>> find,
    Func<string, Acknowledgement, CancellationToken, Task<Incident?>> acknowledge,
    Func<Incident, CancellationToken, Task<IReadOnlyList<IncidentMember>>> members) : IHttpHandler
{
    private const int MaxBytes = 8 * 1024;
    private const int MaxMembers = 50;

    public async Task RunAsync(HttpContext context)
    {
        try
        {
            if (await find(context) is not { } incident)
            {
                await new Problem(
                    "Unknown incident", 404, "This link does not lead to an incident: it is incomplete, or the incident is too old.")
                    .WriteAsync(context);
                return;
            }

            if (HttpMethods.IsPost(context.Request.Method))
            {
                incident = await acknowledge(incident.Id, await ByAsync(context), context.RequestAborted) ?? incident;
            }

            await WriteAsync(context, incident, await members(incident, context.RequestAborted));
        }
        catch (Exception e) when (e is TableException or BusException)
        {
            context.Response.Headers.RetryAfter = "10";
            await new Problem("Not available", 503, e.Message).WriteAsync(context);
        }
    }

    /// <summary>Reads the form's fields, up to their maximum length.</summary>
    private static async Task<Acknowledgement> ByAsync(HttpContext context)
    {
        var body = new byte[MaxBytes];
        var length = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        var fields = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body, 0, length));
        return new Acknowledgement(fields.TryGetValue("by", out var by) ? by.ToString() : null, null);
    }

    private static async Task WriteAsync(HttpContext context, Incident incident, IReadOnlyList<IncidentMember> members)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
            + "frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(Html(incident, members), context.RequestAborted);
    }

    private static string Html(Incident incident, IReadOnlyList<IncidentMember> members) => $$"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="robots" content="noindex">
        <title>{{Text(Title(incident, members.Count))}}</title>
        <style>
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 36rem; margin: 3rem auto; padding: 0 1rem }
        dt { opacity: .7 } dd { margin: 0 0 .6rem; overflow-wrap: anywhere }
        input, button { font: inherit; padding: .5rem .8rem } button { cursor: pointer }
        </style>
        </head>
        <body>
        <h1>{{Text(Title(incident, members.Count))}}</h1>
        <dl>
        {{Facts(incident, members)}}</dl>
        {{Members(members)}}
        {{Rest(incident)}}
        </body>
        </html>

        """;

    private static string Title(Incident incident, int members) =>
        members > 1 ? string.Create(CultureInfo.InvariantCulture, $"{Name(incident)} and {members - 1} more") : Name(incident);

    private static string Name(Incident incident) => incident.First.Task ?? incident.First.App ?? incident.First.Type;

    private static string Facts(Incident incident, IReadOnlyList<IncidentMember> members)
    {
        var html = new StringBuilder();
        foreach (var (label, value) in new[]
        {
            ("What", incident.First.Type), ("App", incident.First.App), ("Host", incident.First.Host), ("Site", incident.Site),
            ("Route", incident.Route),
            ("First", Time(incident.First.OrderTime)), ("Last", Time(incident.Last)),
            ("Failures", incident.Count.ToString(CultureInfo.InvariantCulture)),
            ("Still failing", members.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"{members.Count(m => m.Recovered is null)} "
                + $"of {members.Count}") : null),
            ("Error", incident.First.Error),
        })
        {
            if (!string.IsNullOrEmpty(value))
            {
                html.Append("<dt>").Append(label).Append("</dt><dd>").Append(Text(value)).Append("</dd>\n");
            }
        }

        return html.ToString();
    }

    /// <summary>Renders the members of a group, with the failing ones first.</summary>
    private static string Members(IReadOnlyList<IncidentMember> members)
    {
        if (members.Count < 2)
        {
            return "";
        }

        var html = new StringBuilder("<ul>\n");
        foreach (var member in members.Take(MaxMembers))
        {
            html.Append("<li>").Append(Text(member.First.Task ?? member.First.App ?? member.First.Type))
                .Append(member.Recovered is { } at ? $" (recovered {Time(at)})" : "").Append("</li>\n");
        }

        return html.Append("</ul>\n")
            .Append(members.Count > MaxMembers ? $"<p>The first {MaxMembers} of {members.Count} are listed.</p>" : "").ToString();
    }

    private static string Rest(Incident incident) => incident switch
    {
        { Acknowledged: { } at } =>
            $"<p><strong>Acknowledged{(incident.AcknowledgedBy is { } by ? $" by {Text(by)}" : "")}, {Time(at)}.</strong></p>",
        { Resolved: { } at } => $"<p><strong>Resolved {Time(at)}.</strong></p>",
        _ => """
            <form method="post">
            <p><label>Your name <input name="by" maxlength="100" autocomplete="name"></label></p>
            <p><button type="submit">Acknowledge</button></p>
            </form>
            """,
    };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
