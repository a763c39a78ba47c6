namespace Butler.Core.Destinations.Mqtt;

/// <summary>Whether a client is connected, and if not, why.</summary>
/// <param name="IsConnected">Whether the broker has taken it in.</param>
/// <param name="Problem">Why not, in words fit for a log; null while connected or never tried.</param>
/// <param name="NeedsOperator">Whether the broker's refusal is a matter of settings, and is only tried again slowly.</param>
/// <param name="Cause">What the problem comes from; null while connected or never tried.</param>
public sealed record MqttConnectionState(bool IsConnected, string? Problem = null, bool NeedsOperator = false, Exception? Cause = null);
