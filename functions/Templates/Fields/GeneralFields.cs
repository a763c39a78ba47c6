using Butler.Functions.Alerts;
using static Butler.Functions.Templates.Fields.FieldValues;

namespace Butler.Functions.Templates.Fields;

/// <summary>The fields that every alert has: what happened, why it is told, links.</summary>
internal static class GeneralFields
{
    public static Dictionary<string, Func<AlertFields, object?>> Table() => new()
    {
        ["type"] = f => f.Alert.Event.Type,
        ["eventId"] = f => f.Alert.Event.Id,
        ["title"] = f => AlertText.Title(f.Alert),
        ["site"] = f => f.Alert.Event.Site,
        ["environment"] = f => f.Alert.Event.Environment,
        ["relay"] = f => f.Alert.Event.Relay,
        ["time"] = f => AlertText.Time(f.Alert, f.Alert.Event.Time),
        ["timeUtc"] = f => TimeFields.Utc(f.Alert.Event.Time),
        ["channel"] = f => f.Alert.Delivery.Channel,
        ["route"] = f => f.Alert.Delivery.Route,
        ["recipient"] = f => f.Alert.Delivery.Recipient,
        ["possibleDuplicate"] = f => f.Alert.PossibleDuplicate,
        ["icon"] = f => AlertTone.Of(f.Alert).Icon,
        ["tone"] = f => AlertTone.Of(f.Alert).Name,
        ["color"] = f => AlertTone.Of(f.Alert).Color,
        ["cardStyle"] = f => AlertTone.Of(f.Alert).Card,
        ["failing"] = f => List(AlertText.Failing(f.Alert)),
        ["facts"] = f => Facts(f),
        ["buttons"] = f => Buttons(f),
        ["notes"] = f => List(AlertText.Notes(f.Alert)),
        ["missing"] = f => List(EventData.Missing(f.Alert.Event, f.Task)),
        ["cut"] = f => List(f.Task?.Cut),
        ["failedOpen"] = f => List(f.Alert.Delivery.FailedOpen),
        ["heldBack"] = f => f.Alert.Delivery.Throttle?.HeldBack ?? 0,
        ["heldBackSince"] = f => f.Alert.Delivery.Throttle is { HeldBack: > 0, Since: { } since } ? AlertText.Time(f.Alert, since) : null,
        ["reason"] = f => Reason(f),
        ["isGroup"] = f => f.Alert.Reason.Kind == AlertKind.Group,
        ["isResolved"] = f => f.Alert.Reason.Kind == AlertKind.Resolved,
        ["isEscalated"] = f => f.Alert.Reason.Kind == AlertKind.Escalated,
        ["isTest"] = f => f.Alert.Reason.Kind == AlertKind.Test,
        ["acknowledgeUrl"] = f => f.Alert.AcknowledgeUrl?.AbsoluteUri,
        ["qmcUrl"] = f => f.Site.QmcUrl?.AbsoluteUri,
        ["hubUrl"] = f => f.Site.HubUrl?.AbsoluteUri,
        ["taskUrl"] = f => f.Task?.TaskId is not null && f.Site.QmcUrl is { } qmc ? $"{qmc.AbsoluteUri.TrimEnd('/')}/tasks" : null,
        ["logUrl"] = f => f.Text("scriptLogUrl") ?? f.Alert.Links.FirstOrDefault(l => l.Id == "log")?.Url?.AbsoluteUri,
        ["links"] = f => GenericUrls(f),
        ["data"] = f => f.Alert.Event.Data is { } data ? JsonValues.Of(data) : null,
        ["butlerVersion"] = _ => typeof(AlertFields).Assembly.GetName().Version?.ToString(3),
        ["qlikSenseQMC"] = f => f.Text("qmcUrl") ?? (f.IsCloud ? OfTenant(f, "qmc", "/console") : f.Site.QmcUrl?.AbsoluteUri),
        ["qlikSenseHub"] = f => f.Text("hubUrl") ?? (f.IsCloud ? OfTenant(f, "hub", "") : f.Site.HubUrl?.AbsoluteUri),
        ["genericUrls"] = f => GenericUrls(f),
        ["emailRecipients"] = f => FieldMap.Of(
            new Dictionary<string, object?>
            {
                ["common"] = f.Alert.Delivery.Recipient is { } recipient ? new object?[] { recipient } : [],
                ["taskSpecific"] = Array.Empty<object?>(),
            },
            unknown: f.Unknown("emailRecipients.")),
    };

    /// <summary>A page of the tenant: the link of this id, or below the tenant's address.</summary>
    private static string? OfTenant(AlertFields f, string link, string path) =>
        f.Alert.Links.FirstOrDefault(each => each.Id == link)?.Url?.AbsoluteUri
            ?? (f.TenantUrl() is { } tenant ? tenant + path : null);

    private static object?[] GenericUrls(AlertFields f) =>
    [
        .. f.Alert.Links.Select(link => FieldMap.Of(
            new Dictionary<string, object?>
            {
                ["id"] = link.Id,
                ["linkText"] = link.Text,
                ["comment"] = link.Comment,
                ["url"] = link.Url?.AbsoluteUri,
                ["text"] = link.Text,
            },
            link.Text,
            f.Unknown("genericUrls[]."))),
    ];

    private static object?[] Facts(AlertFields f) =>
    [
        .. AlertFacts.Of(f.Alert).Where(fact => fact.Label is not ("Time" or "Site")).Select(fact => FieldMap.Of(
            new Dictionary<string, object?>
            {
                ["label"] = fact.Label,
                ["value"] = fact.Value,
                ["long"] = fact.Value.Length > 200 || fact.Value.Contains('\n', StringComparison.Ordinal),
            },
            fact.Value,
            f.Unknown("facts[]."))),
    ];

    private static object?[] Buttons(AlertFields f) =>
    [
        .. AlertLinks.Of(f.Alert).Select(link => FieldMap.Of(
            new Dictionary<string, object?> { ["id"] = link.Id, ["text"] = link.Text, ["url"] = link.Url.AbsoluteUri }, link.Text,
            f.Unknown("buttons[]."))),
    ];

    private static FieldMap Reason(AlertFields f) => FieldMap.Of(
        new Dictionary<string, object?>
        {
            ["kind"] = f.Alert.Reason.Kind.ToString().ToLowerInvariant(),
            ["incident"] = f.Alert.Reason.Incident,
            ["count"] = f.Alert.Reason.Count,
            ["memberCount"] = f.Alert.Reason.Listed,
            ["recovered"] = f.Alert.Reason.Recovered,
            ["members"] = (f.Alert.Reason.Members ?? []).Select(m => (object?)Summary(f, m, "reason.members[].")).ToArray(),
            ["first"] = f.Alert.Reason.First is { } first ? Summary(f, first, "reason.first.") : null,
        },
        f.Alert.Reason.Kind.ToString().ToLowerInvariant(),
        f.Unknown("reason."));

    private static FieldMap Summary(AlertFields f, EventSummary summary, string path) => FieldMap.Of(
        new Dictionary<string, object?>
        {
            ["id"] = summary.Id,
            ["type"] = summary.Type,
            ["what"] = (f.Alert.Reason.Members ?? []).All(m => m.Type == f.Alert.Event.Type) ? null : EventWords.Describe(summary.Type),
            ["time"] = AlertText.Time(f.Alert, summary.OrderTime),
            ["timeUtc"] = TimeFields.Utc(summary.OrderTime),
            ["task"] = summary.Task,
            ["app"] = summary.App,
            ["host"] = summary.Host,
            ["error"] = summary.Error,
        },
        summary.Task ?? summary.App ?? summary.Type,
        f.Unknown(path));
}
