using System.Runtime.InteropServices;

namespace Butler.Cli.Up;

/// <summary>Ctrl-C, a terminal that is closed, and a polite kill: the first asks to stop, the second ends the process at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly List<PosixSignalRegistration> registrations;

    public StopSignals() => registrations =
    [
        .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }
            .Select(signal => PosixSignalRegistration.Create(signal, Stop)),
    ];

    public CancellationToken Stopped => stopping.Token;

    public void Dispose()
    {
        registrations.ForEach(r => r.Dispose());
        stopping.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = !stopping.IsCancellationRequested;

        // Not on the signal's thread: whoever waits for the token goes on where it is cancelled.
        _ = Task.Run(stopping.Cancel);
    }
}
