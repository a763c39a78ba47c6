using System.Collections.ObjectModel;
using Butler.Core.Commands;
using Butler.Core.Configuration;
using Butler.RelayAgent.Commands.Apps;
using Butler.RelayAgent.Commands.Delivering;
using Butler.RelayAgent.Commands.Files;
using Butler.RelayAgent.Commands.Tasks;

namespace Butler.RelayAgent.Commands;

/// <param name="overrides">The environment variables that replace values of the file.</param>
internal sealed class CommandsOptionsReader(EnvironmentOverrides overrides)
{
    /// <summary>Replaces <c>commands.key</c>.</summary>
    public const string KeyVariable = "BUTLER_COMMAND_KEY";

    private static readonly YamlType<string> Key = Yaml.Secret.Then<string>(LongEnough);

    /// <summary>The section <c>commands</c>.</summary>
    public YamlType<CommandsOptions> Type() => Yaml.Object(keys => new CommandsOptions
    {
        Key = keys.Optional(
            "key",
            overrides.Over(KeyVariable, Key, LongEnough),
            overrides.Instead<string?>(KeyVariable, keys, "key", LongEnough, null)!,
            "This relay's own key, which commands to it are signed with: what \"butler relay-key\" prints. Without it none is received"),
        StartTask = keys.Optional(
            "startTask", StartTaskRulesReader.Type(), StartTaskRules.None, "Which tasks may be started and stopped; absent: none"),
        ReloadApp = keys.Optional(
            "reloadApp", ReloadAppRulesReader.Type(), ReloadAppRules.None, "Which apps may be reloaded through the engine; absent: none"),
        DumpApp = keys.Optional(
            "dumpApp", DumpAppRulesReader.Type(overrides), DumpAppRules.None, "Which apps may be described, and where to; absent: none"),
        Files = keys.Optional("files", FileRulesReader.Type(), FileRules.None, "Which folders may be touched; absent: none"),
        Deliver = keys.Optional(
            "deliver",
            Yaml.Map(DestinationOptionsReader.Type()),
            ReadOnlyDictionary<string, DestinationOptions>.Empty,
            "The destinations that may be delivered to; absent: none"),
    });

    /// <summary>The section when the file has none: the key may come from the environment all the same.</summary>
    public CommandsOptions Absent(YamlKeys keys) =>
        new() { Key = overrides.Instead<string?>(KeyVariable, keys, "commands", LongEnough, null) };

    /// <summary>A key of the least length, without the line break that a file of a secret ends with.</summary>
    private static string? LongEnough(string text, out string key)
    {
        key = text.TrimEnd('\r', '\n');
        return MasterKey.IsTooShort(key)
            ? $"is shorter than {MasterKey.MinBytes} bytes; take what \"butler relay-key --site SITE --relay NAME\" prints"
            : null;
    }
}
