using Butler.Local.FunctionsHost.Invocations;

namespace Butler.Local.FunctionsHost.Handler;

/// <summary>The custom handler as those see it who call it.</summary>
internal interface IHandler : IAppProcess
{
    /// <summary>Starts it, and waits until it answers.</summary>
    /// <exception cref="Processes.ChildStartException">It cannot be started, or ended or kept silent before it was ever of use.</exception>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Waits until it can be called.</summary>
    Task<HandlerAddress> ReadyAsync(CancellationToken cancellationToken);

    /// <summary>After a refused connection: waits until it answers again, so that nobody keeps calling a process that is just dying.</summary>
    Task RecoverAsync(HandlerAddress called, CancellationToken cancellationToken);

    /// <summary>Ends the process that was called; another takes its place.</summary>
    void Restart(HandlerAddress called, string reason);
}
