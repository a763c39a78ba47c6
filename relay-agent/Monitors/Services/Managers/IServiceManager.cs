namespace Butler.RelayAgent.Monitors.Services.Managers;

/// <summary>Asks the service control managers of hosts.</summary>
internal interface IServiceManager
{
    /// <summary>Reads services of a host. The call may take very long when the host hangs.</summary>
    /// <param name="host">The host; null: this machine.</param>
    /// <param name="names">The services' names; null: all whose name begins with <c>QlikSense</c>.</param>
    /// <exception cref="ServiceManagerException">The host could not be asked.</exception>
    Task<HostServices> ReadAsync(string? host, IReadOnlyList<string>? names);
}
