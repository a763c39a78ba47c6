using Butler.Core.Configuration;
using Butler.Core.Text;

namespace Butler.Functions.Configuration;

/// <summary>Reads <c>scriptLogs</c>.</summary>
internal static class ScriptLogsYaml
{
    private static readonly YamlType<TimeSpan> Keep = Yaml.Duration.Then((TimeSpan time, out TimeSpan result) =>
    {
        result = time;
        return time >= TimeSpan.FromDays(1) && time <= TimeSpan.FromDays(365)
            ? null
            : $"is {DurationText.Format(time)}, expected from 1d to 365d";
    });

    private static readonly YamlType<TimeSpan> Links = Yaml.Duration.Then((TimeSpan time, out TimeSpan result) =>
    {
        result = time;
        return time >= TimeSpan.FromHours(1) ? null : "must be 1h or more: an alert is not always read at once";
    });

    /// <summary>The section.</summary>
    public static YamlType<KeptScriptLogOptions> Type { get; } = Yaml.Object(keys =>
    {
        var keep = keys.Optional("keep", Keep, KeptScriptLogOptions.DefaultKeep, "How long a script log is kept, from 1d to 365d.");
        var shorter = keep < KeptScriptLogOptions.DefaultLinks ? keep : KeptScriptLogOptions.DefaultLinks;
        var links = keys.Optional(
            "links", Links, shorter, "How long the link in an alert works; not longer than keep. 7d, or keep if it is shorter.");
        if (links > keep && !keys.IsFaulty("keep") && !keys.IsFaulty("links"))
        {
            keys.Fail("links", $"is {DurationText.Format(links)}, expected at most keep, {DurationText.Format(keep)}: a script log is "
                + "deleted then");
        }

        return new KeptScriptLogOptions { Keep = keep, Links = links };
    });
}
