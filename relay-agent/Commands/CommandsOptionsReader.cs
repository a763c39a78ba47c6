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
            "This relay's own key, which signs commands to it: the output of \"butler relay-key\". Without it no commands are received"),
        StartTask = keys.Optional(
            "startTask", StartTaskRulesReader.Type(), StartTaskRules.None, "Which tasks may be started and stopped; absent: none"),
        ReloadApp = keys.Optional(
            "reloadApp", ReloadAppRulesReader.Type(), ReloadAppRules.None, "Which apps may be reloaded through the engine; absent: none"),
        DumpApp = keys.Optional(
            "dumpApp", DumpAppRulesReader.Type(overrides), DumpAppRules.None, "Which apps may be described, and where to; absent: none"),
        Files = keys.Optional("files", FileRulesReader.Type(), FileRules.None, "Which folders may be accessed; absent: none"),
        Deliver = keys.Optional(
            "deliver",
            Yaml.Map(DestinationOptionsReader.Type()),
            ReadOnlyDictionary<string, DestinationOptions>.Empty,
            "The destinations for deliveries; absent: none"),
    });

    /// <summary>The section if the file has none: the key may still come from the environment.</summary>
    public CommandsOptions Absent(YamlKeys keys) =>
        new() { Key = overrides.Instead<string?>(KeyVariable, keys, "commands", LongEnough, null) };

    /// <summary>A key of the minimum length, without the line break at the end of a secret's file.</summary>
    private static string? LongEnough(string text, out string key)
    {
        key = text.TrimEnd('\r', '\n');
        return MasterKey.IsTooShort(key)
            ? $"is shorter than {MasterKey.MinBytes} bytes; use the output of \"butler relay-key --site SITE --relay NAME\""
            : null;
    }
}
