using System.Globalization;
using Butler.Core.Events;
using Butler.Functions.Alerting;

namespace Butler.Functions.Channels;

/// <summary>What events of each type are called.</summary>
internal static class EventWords
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["sense.distribute.timedout"] = "Distribution has not ended",
        ["sense.distribute.finished"] = "Distribution ended, how is not known",
        ["sense.service.stopped"] = "Service stopped",
        ["sense.service.started"] = "Service started",
        ["sense.service.status"] = "Service status",
        ["sense.version"] = "Qlik Sense version",
        ["sense.license.server"] = "Qlik Sense license",
        ["sense.license.expiring"] = "Qlik Sense license is about to expire",
        ["sense.license.access"] = "Use of access licenses",
        ["sense.license.released"] = "Access licenses released",
        ["cloud.reload.failed"] = "Cloud reload failed",
        ["cloud.reload.succeeded"] = "Cloud reload succeeded",
        ["butler.relay.offline"] = "Relay is offline",
        ["butler.relay.online"] = "Relay is back online",
        ["butler.relay.loss"] = "Relay has lost events",
        ["butler.relay.refused"] = "Relay was refused",
    };

    /// <summary>What happened, in a few words that begin with a capital.</summary>
    public static string What(string type)
    {
        if (Words.TryGetValue(type, out var words))
        {
            return words;
        }

        return type.Split('.') is ["sense", { Length: > 0 } kind, { Length: > 0 } outcome] ? $"{Kind(kind)} {outcome}" : type;
    }

    /// <summary>The name of what it happened to, as Sense has it now; null where none is known.</summary>
    public static string? Name(Alert alert) => NullIfBlank(alert.Task?.Task?.Name) ?? NullIfBlank(alert.Task?.TaskName) ?? AlertData.Name(alert);

    /// <summary>What happened to what.</summary>
    public static string One(Alert alert)
    {
        var type = alert.Event.Type;
        switch (type)
        {
            case EventTypes.Unparsed:
                return $"Datagram from {alert.Task?.Host ?? alert.Task?.Sender ?? "an unknown host"} not understood";
            case EventTypes.EventLate when EventData.LateSummary(alert.Event) is { } late:
                return string.Create(CultureInfo.InvariantCulture, $"{late.Count} events came late (route {late.Route})");
            case EventTypes.DeliveryDead when EventData.DeadDelivery(alert.Event) is { } dead:
                return $"Alert could not be delivered to {dead.Channel}";
            case EventTypes.DeliveryRecovered when alert.Event.Data?.TryGetProperty("count", out var count) == true:
                return $"{count} lost alerts were found and are sent again";
            case var _ when SystemText.Title(alert) is { } title:
                return title;
            default:
                return Name(alert) is { } name ? $"{What(type)}: {name}" : What(type);
        }
    }

    /// <summary>What happened to the members of a group, such as <c>12 reloads failed</c>.</summary>
    public static string Many(Alert alert)
    {
        var members = alert.Reason.Members ?? [];
        var count = Math.Max(alert.Reason.Count, members.Count);
        if (count == 1)
        {
            return One(alert);
        }

        var types = members.Select(m => m.Type).Append(alert.Event.Type).Distinct(StringComparer.Ordinal).ToList();
        var parts = types.Select(t => t.Split('.')).ToList();
        var outcomes = parts.Select(p => p[^1]).Distinct(StringComparer.Ordinal).ToList();
        var what = parts switch
        {
            [["sense", "service", var outcome]] => $"services {outcome}",
            [["sense", var kind, var outcome]] when EventTypes.TaskKinds.Contains(kind) => $"{Kinds(kind)} {outcome}",
            [["cloud", "reload", var outcome]] => $"cloud reloads {outcome}",
            _ when outcomes is [var same] && parts.TrueForAll(p => p is ["sense", var kind, _] && EventTypes.TaskKinds.Contains(kind)) => $"tasks {same}",
            _ when types is [var one] => $"times: {What(one)}",
            _ => "events",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{count} {what}");
    }

    /// <summary>What a group's incident is about, such as <c>12 reloads</c>.</summary>
    public static string Things(Alert alert)
    {
        var kinds = (alert.Reason.Members ?? []).Select(m => m.Type.Split('.')).Select(type => type switch
        {
            ["sense", "service", ..] => "services",
            ["sense", EventTypes.UnknownKind, _] => "tasks",
            ["sense", var kind, _] when EventTypes.TaskKinds.Contains(kind) => Kinds(kind),
            ["cloud", "reload", _] => "cloud reloads",
            ["butler", "relay", _] => "relays",
            _ => "things",
        }).Distinct(StringComparer.Ordinal).ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{alert.Reason.MemberCount} {(kinds is [var one] ? one : "tasks")}");
    }

    private static string Kind(string kind) => kind switch
    {
        "externalprogram" => "External program",
        "usersync" => "User sync",
        "distribute" => "Distribution",
        _ => char.ToUpperInvariant(kind[0]) + kind[1..],
    };

    private static string Kinds(string kind) => kind switch
    {
        "externalprogram" => "external programs",
        "usersync" => "user syncs",
        "distribute" => "distributions",
        _ => kind + "s",
    };

    private static string? NullIfBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
