namespace Butler.RelayAgent.Monitors.Running;

/// <summary>What a monitor looks at did not answer. The message says what and why, and has no secret.</summary>
internal sealed class MonitorException(string message, Exception? inner = null) : Exception(message, inner);
