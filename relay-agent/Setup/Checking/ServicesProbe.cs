using System.Globalization;
using Butler.RelayAgent.Monitors.Services;
using Butler.RelayAgent.Monitors.Services.Managers;

namespace Butler.RelayAgent.Setup.Checking;

/// <summary>Reads the watched Windows services once, as the account that runs the check.</summary>
internal sealed class ServicesProbe(ServiceMonitorOptions options, IServiceManager manager, TimeProvider time)
{
    private const string Subject = "services";

    public async Task<IReadOnlyList<CheckResult>> ProbeAsync(CancellationToken cancellationToken)
    {
        // Hosts that do not answer are waited for together.
        var results = await Task.WhenAll(options.Hosts.Select(host => ProbeAsync(host, cancellationToken)));
        return [.. results.SelectMany(each => each)];
    }

    private async Task<IReadOnlyList<CheckResult>> ProbeAsync(WatchedHost host, CancellationToken cancellationToken)
    {
        var name = host.Host ?? Environment.MachineName;
        try
        {
            var answer = await HostCall.To(host, options, manager, time).AskAsync(cancellationToken);
            var watched = answer.Services.Count(new HostLook(host).IsWatched);
            var noun = watched == 1 ? "service" : "services";
            return
            [
                watched == 0 && host.Services is null
                    ? CheckResult.Warn(Subject, $"{name} has no service whose name begins with {HostServices.Prefix}: name the services")
                    : CheckResult.Ok(
                        Subject, string.Create(CultureInfo.InvariantCulture, $"{name}: {watched} {noun} can be read")),
                .. answer.Unread.Select(each => CheckResult.Fail(Subject, $"{name}: {each.Text}")),
            ];
        }
        catch (ServiceManagerException failure)
        {
            return [CheckResult.Fail(Subject, $"{name}: {failure.Message}")];
        }
    }
}
