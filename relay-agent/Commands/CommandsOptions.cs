using System.Collections.ObjectModel;
using Butler.Core.Configuration;
using Butler.RelayAgent.Commands.Apps;
using Butler.RelayAgent.Commands.Delivering;
using Butler.RelayAgent.Commands.Files;
using Butler.RelayAgent.Commands.Tasks;
using Butler.RelayAgent.Mqtt;

namespace Butler.RelayAgent.Commands;

/// <summary>What the cloud side may have done here. What no rule allows is not done.</summary>
internal sealed record CommandsOptions
{
    /// <summary>The key that commands are signed with; without it none is received.</summary>
    [Secret]
    public string? Key { get; init; }

    /// <summary>Which tasks may be started and stopped.</summary>
    public StartTaskRules StartTask { get; init; } = StartTaskRules.None;

    /// <summary>Which apps may be reloaded through the engine.</summary>
    public ReloadAppRules ReloadApp { get; init; } = ReloadAppRules.None;

    /// <summary>Which apps may be described, and where descriptions may be uploaded.</summary>
    public DumpAppRules DumpApp { get; init; } = DumpAppRules.None;

    /// <summary>Which folders may be touched.</summary>
    public FileRules Files { get; init; } = FileRules.None;

    /// <summary>The destinations that may be delivered to, by name.</summary>
    public IReadOnlyDictionary<string, DestinationOptions> Deliver { get; init; } = ReadOnlyDictionary<string, DestinationOptions>.Empty;

    /// <summary>Those of <see cref="Deliver"/> that are brokers, for MQTT.</summary>
    public IReadOnlyDictionary<string, MqttDestination> Brokers() =>
        Deliver.Where(each => each.Value.Mqtt is not null).ToDictionary(each => each.Key, each => each.Value.Mqtt!);

    /// <summary>Shows no member: some are secret.</summary>
    public override string ToString() => nameof(CommandsOptions);
}
