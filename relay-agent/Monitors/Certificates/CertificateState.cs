using System.Text.Json.Serialization;

namespace Butler.RelayAgent.Monitors.Certificates;

/// <summary>What the monitor of certificates remembers.</summary>
/// <param name="Certificates">The certificates that were warned of.</param>
internal sealed record CertificateState(IReadOnlyList<WarnedCertificate> Certificates);

/// <summary>A certificate that was warned of.</summary>
/// <param name="Thumbprint">Its thumbprint.</param>
/// <param name="Expires">When it expires.</param>
/// <param name="Warned">The thresholds that have been warned of, in days.</param>
internal sealed record WarnedCertificate(string Thumbprint, DateTimeOffset Expires, IReadOnlyList<double> Warned);

/// <summary>Source-generated JSON of what is remembered.</summary>
[JsonSerializable(typeof(CertificateState))]
internal sealed partial class CertificateJson : JsonSerializerContext;
