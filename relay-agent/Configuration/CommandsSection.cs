using System.Collections.ObjectModel;
using Butler.Core.Configuration;
using Butler.Core.Destinations.Smtp;
using Butler.RelayAgent.Mqtt;

namespace Butler.RelayAgent.Configuration;

/// <summary>What the cloud side may have done here. What no rule allows is not done.</summary>
internal sealed record CommandsSection
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

    /// <summary>Shows no member: some are secret.</summary>
    public override string ToString() => nameof(CommandsSection);
}

/// <summary>Which tasks may be started and stopped: those of a listed type that <see cref="Any"/> or one of the lists lets through.</summary>
internal sealed record StartTaskRules
{
    /// <summary>Allows nothing.</summary>
    public static readonly StartTaskRules None = new();

    /// <summary>Whether every task of the listed types may be.</summary>
    public bool Any { get; init; }

    /// <summary>Tasks by id.</summary>
    public IReadOnlyList<Guid> Tasks { get; init; } = [];

    /// <summary>Tasks by a tag they bear.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Tasks by a value of a custom property.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> CustomProperties { get; init; } = ReadOnlyDictionary<string, IReadOnlyList<string>>.Empty;

    /// <summary>The types of task: <c>reload</c>, <c>externalprogram</c>, <c>usersync</c>, <c>distribute</c>, <c>preload</c>.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];
}

/// <summary>Which apps may be reloaded.</summary>
internal sealed record ReloadAppRules
{
    /// <summary>Allows nothing.</summary>
    public static readonly ReloadAppRules None = new();

    /// <summary>Whether every app may be.</summary>
    public bool Any { get; init; }

    /// <summary>Apps by id.</summary>
    public IReadOnlyList<Guid> Apps { get; init; } = [];
}

/// <summary>Which apps may be described, and where descriptions may be uploaded.</summary>
internal sealed record DumpAppRules
{
    /// <summary>Allows nothing.</summary>
    public static readonly DumpAppRules None = new();

    /// <summary>Whether every app may be.</summary>
    public bool Any { get; init; }

    /// <summary>Apps by id.</summary>
    public IReadOnlyList<Guid> Apps { get; init; } = [];

    /// <summary>The hosts of the storage accounts that may be uploaded to.</summary>
    public IReadOnlyList<string> StorageAccounts { get; init; } = [];

    /// <summary>Whether a storage emulator on this machine may be uploaded to: only <c>butler up</c> says so, never the file.</summary>
    public bool Loopback { get; init; }
}

/// <summary>Which folders may be touched, with all below them.</summary>
internal sealed record FileRules
{
    /// <summary>Allows nothing.</summary>
    public static readonly FileRules None = new();

    /// <summary>From where to where files may be copied.</summary>
    public IReadOnlyList<FolderPair> Copy { get; init; } = [];

    /// <summary>From where to where files may be moved.</summary>
    public IReadOnlyList<FolderPair> Move { get; init; } = [];

    /// <summary>Where files may be deleted.</summary>
    public IReadOnlyList<string> Delete { get; init; } = [];

    /// <summary>Where directories may be made.</summary>
    public IReadOnlyList<string> CreateDir { get; init; } = [];

    /// <summary>Where directories for QVD files may be made, by their path from here.</summary>
    public string? QvdPath { get; init; }
}

/// <summary>A folder that files may go from, and one that they may go to.</summary>
/// <param name="From">The full path of the one.</param>
/// <param name="To">The full path of the other.</param>
internal sealed record FolderPair(string From, string To);

/// <summary>A destination of the relay's own, with its secrets. One of its kinds is set.</summary>
internal sealed record DestinationOptions
{
    /// <summary>A broker, for MQTT; null: one of the others.</summary>
    public MqttDestination? Mqtt { get; init; }

    /// <summary>Where to, over HTTP. Secret.</summary>
    [Secret]
    public Uri? Http { get; init; }

    /// <summary>POST or PUT, for HTTP.</summary>
    public string Method { get; init; } = "POST";

    /// <summary>Headers, for HTTP. Secret.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The PEM file with the only authorities trusted, for HTTP.</summary>
    public string? Ca { get; init; }

    /// <summary>Whether any server certificate is taken, for HTTP.</summary>
    public bool Insecure { get; init; }

    /// <summary>The folder that each delivery becomes a file in.</summary>
    public string? File { get; init; }

    /// <summary>The server, for mail.</summary>
    public SmtpServer? Smtp { get; init; }

    /// <summary>The sender, whatever a delivery says, for mail.</summary>
    public string? From { get; init; }

    /// <summary>Shows no member: some are secret.</summary>
    public override string ToString() => nameof(DestinationOptions);
}

/// <summary>Sense's engine.</summary>
internal sealed record EngineSection
{
    /// <summary>Where it is, <c>wss://host:4747</c>.</summary>
    public required Uri Url { get; init; }

    /// <summary>As whom to ask: <c>DIRECTORY\user</c>.</summary>
    public required string User { get; init; }
}
