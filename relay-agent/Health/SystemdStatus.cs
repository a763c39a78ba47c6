using Butler.RelayAgent.Udp;
using Microsoft.Extensions.Hosting;

namespace Butler.RelayAgent.Health;

/// <summary>Shows the activity of the relay in <c>systemctl status</c>.</summary>
internal sealed class SystemdStatus(SystemdNotices systemd, UdpListener listener) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        systemd.Status($"Listening on udp={listener.Address}");
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        systemd.Status("Writing received datagrams to disk");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
