using System.Collections.ObjectModel;
using Butler.Core.Configuration;
using Butler.RelayAgent.Commands.Apps;
using Butler.RelayAgent.Commands.Delivering;
using Butler.RelayAgent.Commands.Files;
using Butler.RelayAgent.Commands.Tasks;
using Butler.RelayAgent.Mqtt;

namespace Butler.RelayAgent.Commands;

/// <summary>The rules for commands from the function app. Commands without a rule are refused.</summary>
internal sealed record CommandsOptions
{
    /// <summary>The key that commands are signed with; without it no commands are received.</summary>
    [Secret]
    public string? Key { get; init; }

    /// <summary>Which tasks may be started and stopped.</summary>
    public StartTaskRules StartTask { get; init; } = StartTaskRules.None;

    /// <summary>Which apps may be reloaded through the engine.</summary>
    public ReloadAppRules ReloadApp { get; init; } = ReloadAppRules.None;

    /// <summary>Which apps may be described, and where descriptions may be uploaded.</summary>
    public DumpAppRules DumpApp { get; init; } = DumpAppRules.None;

    /// <summary>Which folders may be accessed.</summary>
    public FileRules Files { get; init; } = FileRules.None;

    /// <summary>The destinations for deliveries, by name.</summary>
    public IReadOnlyDictionary<string, DestinationOptions> Deliver { get; init; } = ReadOnlyDictionary<string, DestinationOptions>.Empty;

    /// <summary>The MQTT brokers in <see cref="Deliver"/>.</summary>
    public IReadOnlyDictionary<string, MqttDestination> Brokers() =>
        Deliver.Where(each => each.Value.Mqtt is not null).ToDictionary(each => each.Key, each => each.Value.Mqtt!);

    /// <summary>Shows no members, because some are secret.</summary>
    public override string ToString() => nameof(CommandsOptions);
}
