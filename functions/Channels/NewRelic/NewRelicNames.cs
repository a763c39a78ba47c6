using Butler.Core.Events.Kinds;

namespace Butler.Functions.Channels.NewRelic;

/// <summary>The names in New Relic, without the ending <c>Event</c>, <c>Log</c> or that of a metric.</summary>
internal static class NewRelicNames
{
    /// <summary>
    /// The name for an event's type: Butler's name if it had one, such as <c>qs_reloadTaskFailed</c>, or else a similar one. Butler treated
    /// tasks of an unknown kind as reloads.
    /// </summary>
    public static string Of(string type) => type.Split('.') switch
    {
        ["sense", "task", _] parts when EventKinds.Find(type)?.TaskKind is null => "qs_" + Lower(Camel(parts.AsSpan(1))),
        ["sense", "service", _] => "qs_serviceState",
        ["sense", "reload" or "task", var outcome] => "qs_reloadTask" + Camel([outcome]),
        ["sense", "externalprogram", var outcome] => "qs_externalProgramTask" + Camel([outcome]),
        ["sense", "usersync", var outcome] => "qs_userSyncTask" + Camel([outcome]),
        ["sense", "distribute", var outcome] => "qs_distributeTask" + Camel([outcome]),
        ["sense", "preload", var outcome] => "qs_preloadTask" + Camel([outcome]),
        ["sense", .. var rest] => "qs_" + Lower(Camel(rest)),
        ["cloud", .. var rest] => "qs_cloud" + Camel(rest),
        ["butler", .. var rest] => "butler_" + Lower(Camel(rest)),
        var parts => "butler_" + Lower(Camel(parts)),
    };

    /// <summary>Keeps only letters and digits: New Relic accepts few other characters in the name of an event.</summary>
    private static string Camel(ReadOnlySpan<string> parts)
    {
        var name = "";
        foreach (var part in parts)
        {
            var kept = string.Concat(part.Where(char.IsAsciiLetterOrDigit));
            name += kept.Length == 0 ? "" : char.ToUpperInvariant(kept[0]) + kept[1..];
        }

        return name;
    }

    private static string Lower(string name) => name.Length == 0 ? "event" : char.ToLowerInvariant(name[0]) + name[1..];
}
