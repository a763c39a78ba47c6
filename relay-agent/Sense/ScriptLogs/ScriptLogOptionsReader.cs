using Butler.Core.Configuration;
using Butler.Core.ScriptLogs;

namespace Butler.RelayAgent.Sense.ScriptLogs;

internal static class ScriptLogOptionsReader
{
    /// <summary>The section <c>scriptLog</c>.</summary>
    public static YamlType<ScriptLogOptions> Type()
    {
        var standard = new ScriptLogOptions();
        return Yaml.Object(keys => new ScriptLogOptions
        {
            Parts = ScriptLogYaml.Parts(keys),
            Redact = ScriptLogYaml.Redact(keys),
            Store = keys.Optional("store", Store(), standard.Store, "The storage of script logs of failed reloads"),
        });
    }

    private static YamlType<ScriptLogStoreOptions> Store()
    {
        var standard = new ScriptLogStoreOptions();
        return Yaml.Object(keys => new ScriptLogStoreOptions
        {
            Directory = keys.Optional(
                "directory", Yaml.Text, "The folder of the logs, with a folder for each day; absent: logs are not kept"),
            Keep = keys.Optional("keep", Yaml.Duration.Then<TimeSpan>(AtLeastOneDay), standard.Keep, "How long"),
        });
    }

    private static string? AtLeastOneDay(TimeSpan value, out TimeSpan result) =>
        (result = value) < TimeSpan.FromDays(1) ? "must be at least 1d" : null;
}
