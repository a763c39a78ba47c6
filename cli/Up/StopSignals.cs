using System.Runtime.InteropServices;

namespace Butler.Cli.Up;

/// <summary>
/// Handles Ctrl-C, a closed terminal, and SIGTERM: the first signal requests a stop, the second ends the process at once.
/// </summary>
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

        // Not on the signal's thread, because continuations run on the thread that cancels the token.
        _ = Task.Run(stopping.Cancel);
    }
}
