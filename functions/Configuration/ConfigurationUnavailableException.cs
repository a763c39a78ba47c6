namespace Butler.Functions.Configuration;

/// <summary>There is no good configuration now: work waits until the file is mended.</summary>
internal sealed class ConfigurationUnavailableException(string reason) : Exception(reason);
