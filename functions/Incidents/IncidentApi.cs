using System.Text.Json.Serialization;
using Butler.Core.Api;
using Butler.Core.Text;
using Butler.Functions.Alerts;

namespace Butler.Functions.Incidents;

/// <summary>
/// Incidents over HTTP. <c>GET /api/v4/incidents?state=open</c> lists the open ones, and <c>POST /api/v4/incidents/{id}/ack</c>
/// acknowledges one; both require a function key. <c>/api/v4/incidents/{id}/ack/{token}</c> is the link in an alert: GET shows a page and
/// changes nothing, because mail scanners follow links, and POST acknowledges.
/// </summary>
internal sealed class IncidentApi : IApi
{
    private const int MaxMembers = 500;
    private readonly IncidentRows incidents;
    private readonly GroupIncidentRows groups;
    private readonly IncidentLinks links;
    private readonly Acknowledgements acknowledgements;

    public IncidentApi(IncidentRows incidents, GroupIncidentRows groups, IncidentLinks links, Acknowledgements acknowledgements)
    {
        (this.incidents, this.groups, this.links, this.acknowledgements) = (incidents, groups, links, acknowledgements);
        List = new ApiRoute(
            "v4/incidents",
            new ApiOperation<IncidentList>("GET", "Lists the open incidents.", IncidentJson.Default.IncidentList, ListAsync)
            {
                Query = [ApiField.Text("state", "The state; only open incidents are listed.") with { Choices = ["open"] }],
            });
        Acknowledge = new ApiRoute(
            "v4/incidents/{id}/ack",
            new ApiOperation<IncidentView>("POST", "Acknowledges an incident.", IncidentJson.Default.IncidentView, AcknowledgeAsync)
            {
                BodyType = IncidentJson.Default.Acknowledgement,
                Also = [(404, "There is no such incident.")],
            })
        {
            Parts = [ApiField.Text("id", "The incident's id, as the alert and the list have it.")],
        };
        Link = new AcknowledgePage(FindByLinkAsync, acknowledgements.AcknowledgeAsync, groups.MembersAsync);
    }

    public ApiRoute List { get; }

    public ApiRoute Acknowledge { get; }

    public IHttpHandler Link { get; }

    public IReadOnlyList<ApiRoute> Routes => [List, Acknowledge];

    private async Task<ApiAnswer<IncidentList>> ListAsync(HttpContext context)
    {
        var state = (string?)context.Request.Query["state"];
        if (state is not (null or "open"))
        {
            throw new ProblemException(
                400, "Not understood", $"The state \"{state}\" is not supported; only open incidents are listed (state=open).");
        }

        var views = new List<IncidentView>();
        foreach (var incident in await incidents.OpenAsync(context.RequestAborted))
        {
            views.Add(await ViewAsync(incident, context.RequestAborted));
        }

        return new(new IncidentList(views));
    }

    private async Task<ApiAnswer<IncidentView>> AcknowledgeAsync(HttpContext context)
    {
        // Load scripts and curl often send JSON without a content type; an empty body is allowed.
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var by = body.Length == 0
            ? null
            : System.Text.Json.JsonSerializer.Deserialize(body.ToArray(), IncidentJson.Default.Acknowledgement);
        var id = Id(context);
        var incident = await acknowledgements.AcknowledgeAsync(id, by ?? new Acknowledgement(null, null), context.RequestAborted)
            ?? throw Unknown();
        return new(await ViewAsync(incident, context.RequestAborted));
    }

    private async Task<Incident?> FindByLinkAsync(HttpContext context) =>
        links.IsGood(Id(context), context.Request.RouteValues["token"] as string)
            ? (await incidents.FindAsync(Id(context), context.RequestAborted))?.Incident
            : null;

    private static string Id(HttpContext context) => context.Request.RouteValues["id"] as string ?? "";

    private static ProblemException Unknown() =>
        new(404, "Unknown incident", "There is no such incident. The id is in the alert and in GET /api/v4/incidents.");

    private async Task<IncidentView> ViewAsync(Incident incident, CancellationToken cancellationToken) =>
        View(incident, incident.Members == 0 ? null : await groups.MembersAsync(incident, cancellationToken));

    private static IncidentView View(Incident incident, IReadOnlyList<IncidentMember>? members) => new()
    {
        MemberCount = members?.Count,
        Failing = members?.Count(m => m.Recovered is null),
        Members = members is null ? null : [.. members.Take(MaxMembers).Select(m => new IncidentMemberView
        {
            State = m.Recovered is null ? "failing" : "recovered",
            First = m.First,
            Count = m.Count,
            Recovered = m.Recovered,
        })],
        Id = incident.Id,
        State = incident.Resolved is null ? "open" : "resolved",
        Route = incident.Route,
        Site = incident.Site,
        First = incident.First,
        Last = incident.Last,
        Count = incident.Count,
        Opened = incident.Opened,
        EscalateAt = incident.EscalateAt,
        Escalated = incident.Escalated,
        Acknowledged = incident.Acknowledged,
        AcknowledgedBy = incident.AcknowledgedBy,
        Comment = incident.Comment,
        Resolved = incident.Resolved,
    };
}

/// <summary>The acknowledgement of an incident.</summary>
/// <param name="By">The name of the person; at most 100 characters are kept.</param>
/// <param name="Comment">The comment; at most 500 characters are kept.</param>
internal sealed record Acknowledgement(string? By, string? Comment)
{
    public string? By { get; init; } = Cut(By, 100);

    public string? Comment { get; init; } = Cut(Comment, 500);

    private static string? Cut(string? text, int most) =>
        text?.Trim() is { Length: > 0 } trimmed ? TextCut.Beginning(trimmed, most) : null;
}

/// <summary>The answer of <c>GET /api/v4/incidents</c>.</summary>
/// <param name="Incidents">The open incidents, the oldest first.</param>
internal sealed record IncidentList(IReadOnlyList<IncidentView> Incidents);

/// <summary>An incident in an answer.</summary>
internal sealed record IncidentView
{
    public required string Id { get; init; }

    /// <summary><c>open</c> or <c>resolved</c>.</summary>
    public required string State { get; init; }

    public required string Route { get; init; }

    public string? Site { get; init; }

    public required EventSummary First { get; init; }

    public DateTimeOffset Last { get; init; }

    public int Count { get; init; }

    public DateTimeOffset Opened { get; init; }

    public DateTimeOffset? EscalateAt { get; init; }

    public DateTimeOffset? Escalated { get; init; }

    public DateTimeOffset? Acknowledged { get; init; }

    public string? AcknowledgedBy { get; init; }

    public string? Comment { get; init; }

    public DateTimeOffset? Resolved { get; init; }

    /// <summary>The number of members of a group's incident; else null.</summary>
    public int? MemberCount { get; init; }

    /// <summary>The number of failing members.</summary>
    public int? Failing { get; init; }

    /// <summary>The members, with the failing ones first; at most 500.</summary>
    public IReadOnlyList<IncidentMemberView>? Members { get; init; }
}

/// <summary>A member of a group's incident in an answer.</summary>
internal sealed record IncidentMemberView
{
    /// <summary><c>failing</c> or <c>recovered</c>.</summary>
    public required string State { get; init; }

    /// <summary>Its first failure.</summary>
    public required EventSummary First { get; init; }

    /// <summary>The number of its failures.</summary>
    public int Count { get; init; }

    public DateTimeOffset? Recovered { get; init; }
}

/// <summary>Source-generated JSON of the incidents' HTTP interface.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IncidentList))]
[JsonSerializable(typeof(IncidentView))]
[JsonSerializable(typeof(Acknowledgement))]
internal sealed partial class IncidentJson : JsonSerializerContext;
