namespace Butler.Core.Destinations.Mqtt;

/// <summary>The state of a client's connection.</summary>
/// <param name="IsConnected">Whether the client is connected.</param>
/// <param name="Problem">Why the client is not connected, as text for a log; null while connected or before the first attempt.</param>
/// <param name="NeedsOperator">Whether an operator must change a setting; the client then retries slowly.</param>
/// <param name="Cause">The exception behind the problem; null while connected or before the first attempt.</param>
public sealed record MqttConnectionState(bool IsConnected, string? Problem = null, bool NeedsOperator = false, Exception? Cause = null);
