using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Monitors.Certificates;

/// <summary>A certificate whose expiry is watched.</summary>
/// <param name="Certificate">What it is for.</param>
/// <param name="Host">The host that has or presents it.</param>
/// <param name="Path">Its file; null when it comes from a connection or the Windows store.</param>
/// <param name="Shown">The certificate.</param>
internal sealed record WatchedCertificate(string Certificate, string Host, string? Path, ShownCertificate Shown);
