using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Butler.RelayAgent.Hosting;

/// <summary>
/// Stops the relay on SIGTERM and Ctrl-C while its host is starting. The host handles both signals only when it has begun to start, and the
/// relay listens before that.
/// </summary>
internal sealed class StartupSignals : IDisposable
{
    private readonly PosixSignalRegistration[] registrations;

    private StartupSignals(PosixSignalRegistration[] registrations) => this.registrations = registrations;

    /// <summary>Handles the signals until the result is disposed.</summary>
    public static StartupSignals Register(IHost host)
    {
        var application = host.Services.GetRequiredService<IHostApplicationLifetime>();
        PosixSignal[] signals = [PosixSignal.SIGTERM, PosixSignal.SIGINT];
        return new StartupSignals([.. signals.Select(signal => PosixSignalRegistration.Create(signal, Stop))]);

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            application.StopApplication();
        }
    }

    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }
    }
}
