using System.Text.Json.Nodes;
using Butler.Core.Configuration;

namespace Butler.Functions.SystemInfo;

/// <summary>A configuration as it is shown.</summary>
/// <param name="Name">The file or blob, or the relay.</param>
/// <param name="Shown">The configuration, without secrets.</param>
internal sealed record ConfigurationView(string Name, ShownYaml Shown)
{
    /// <summary>Why the newest file is not in use; null when it is.</summary>
    public string? Fault { get; init; }

    /// <summary>The relays whose configuration can be shown too.</summary>
    public IReadOnlyList<ShownRelay>? Relays { get; init; }

    public ConfigurationAnswer ToAnswer() => new(Name, Fault, Shown.ToJson(), Relays);
}

/// <summary>A configuration in JSON.</summary>
/// <param name="Name">The file or blob, or the relay.</param>
/// <param name="Fault">Why the newest file is not in use; null when it is.</param>
/// <param name="Configuration">The configuration, without secrets; scalars are texts.</param>
/// <param name="Relays">The relays whose configuration can be shown too.</param>
internal sealed record ConfigurationAnswer(string Name, string? Fault, JsonNode? Configuration, IReadOnlyList<ShownRelay>? Relays);

/// <summary>The name of a relay.</summary>
internal sealed record ShownRelay(string Site, string Relay);
