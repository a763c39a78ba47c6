using System.Text.Json.Serialization;

namespace Butler.RelayAgent.Monitors.License;

/// <summary>What the monitor of the server license remembers.</summary>
/// <param name="ExpiryDay">The last day of the license that was warned of; null for a perpetual one.</param>
/// <param name="Warned">The thresholds that have been warned of, in days.</param>
/// <param name="Problems">The problems that have been alerted and last, see <see cref="ServerLicense.Problems"/>.</param>
internal sealed record LicenseState(string? ExpiryDay, IReadOnlyList<double> Warned, IReadOnlyList<string> Problems);

/// <summary>Source-generated JSON of what is remembered.</summary>
[JsonSerializable(typeof(LicenseState))]
internal sealed partial class LicenseJson : JsonSerializerContext;
