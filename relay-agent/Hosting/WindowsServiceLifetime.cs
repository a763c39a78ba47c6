using System.Runtime.Versioning;
using Butler.RelayAgent.Setup.Windows;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Butler.RelayAgent.Hosting;

/// <summary>
/// Runs the host as a Windows service. Microsoft's package is not suitable: it reports the service as running before the relay listens,
/// does not support pre-shutdown, and has no service-specific exit code, which distinguishes a faulty configuration from a failed part.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsServiceLifetime(WindowsService service, IHostApplicationLifetime application) : IHostLifetime, IDisposable
{
    private readonly List<IDisposable> registrations = [];

    /// <summary>Runs as the service, until it is stopped.</summary>
    /// <param name="run">Runs a host; the argument adds this lifetime, which replaces the console lifetime.</param>
    /// <param name="errors">Receives a message when the process was not started by the service control manager.</param>
    /// <returns>The exit code.</returns>
    public static int Run(Func<Action<IServiceCollection>, Task<int>> run, TextWriter errors) => WindowsService.Run(
        service => run(services => services.AddSingleton<IHostLifetime>(
            provider => new WindowsServiceLifetime(service, provider.GetRequiredService<IHostApplicationLifetime>()))),
        errors);

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        registrations.Add(application.ApplicationStarted.Register(() => service.Report(ScmState.Running)));
        registrations.Add(application.ApplicationStopping.Register(() => service.Report(ScmState.StopPending)));
        registrations.Add(service.Stopping.Register(application.StopApplication));
        return Task.CompletedTask;
    }

    /// <summary>Reports that the service has stopped, with the exit code, which is known after the host has ended.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => registrations.ForEach(registration => registration.Dispose());
}
