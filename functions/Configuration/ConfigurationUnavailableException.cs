using Butler.Core.Api;

namespace Butler.Functions.Configuration;

/// <summary>There is no valid configuration: work waits until the file is fixed.</summary>
internal sealed class ConfigurationUnavailableException(string reason) : UnavailableException(reason);
