using System.Globalization;
using Butler.RelayAgent.Monitors.Services.Managers;

namespace Butler.RelayAgent.Monitors.Services;

/// <summary>Asks one host with a time limit. A call that hangs cannot be ended; it is waited for again, and not started twice.</summary>
/// <param name="manager">The service managers.</param>
/// <param name="host">The host; null: this machine.</param>
/// <param name="names">The services' names; null: those of Sense.</param>
/// <param name="timeout">The limit.</param>
/// <param name="time">The clock.</param>
internal sealed class HostCall(IServiceManager manager, string? host, IReadOnlyList<string>? names, TimeSpan timeout, TimeProvider time)
{
    private Task<HostServices>? running;

    /// <summary>Asks a host as it is configured.</summary>
    public static HostCall To(WatchedHost host, ServiceMonitorOptions options, IServiceManager manager, TimeProvider time) =>
        new(manager, host.Host, host.Services?.Select(each => each.Name).ToList(), options.Timeout, time);

    /// <exception cref="ServiceManagerException">The host could not be asked.</exception>
    public async Task<HostServices> AskAsync(CancellationToken stopping)
    {
        if (running is { IsCompleted: true })
        {
            // The answer to an earlier look, which may have come long ago.
            _ = running.Exception;
            running = null;
        }

        running ??= manager.ReadAsync(host, names);
        try
        {
            return await running.WaitAsync(timeout, time, stopping);
        }
        catch (TimeoutException late)
        {
            throw new ServiceManagerException(
                0, string.Create(CultureInfo.InvariantCulture, $"the host did not answer within {timeout.TotalSeconds:0.#} s"), late);
        }
    }
}
