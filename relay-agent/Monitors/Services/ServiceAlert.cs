namespace Butler.RelayAgent.Monitors.Services;

/// <summary>A change of a service to tell.</summary>
/// <param name="IsDown">Whether it stopped; otherwise it started.</param>
/// <param name="Status">The status now.</param>
/// <param name="Previous">The status before.</param>
/// <param name="Since">When it changed, or the last look before the change; null when it is not known.</param>
internal sealed record ServiceAlert(bool IsDown, string Status, string Previous, DateTimeOffset? Since);
