using System.Text.Json.Serialization;

namespace Butler.RelayAgent.Monitors.Version;

/// <summary>What the monitor of the version remembers.</summary>
/// <param name="Seen">The last version that each service said.</param>
/// <param name="Changes">
/// The latest changes, oldest first. A change that happens again, as after an upgrade that was undone, so gets an id of its own.
/// </param>
internal sealed record VersionState(IReadOnlyList<SeenVersion> Seen, IReadOnlyList<string> Changes);

/// <summary>A version that a service said.</summary>
internal sealed record SeenVersion(string Source, string Version, string? ReleaseLabel);

/// <summary>Source-generated JSON of what is remembered.</summary>
[JsonSerializable(typeof(VersionState))]
internal sealed partial class VersionJson : JsonSerializerContext;
