using Butler.Local.FunctionsHost.Invocations;

namespace Butler.Local.FunctionsHost.Handler;

/// <summary>The custom handler, for its callers.</summary>
internal interface IHandler : IAppProcess
{
    /// <summary>Starts the handler, and waits until it answers.</summary>
    /// <exception cref="Processes.ChildStartException">
    /// The handler cannot be started, or ended or did not answer after the start.
    /// </exception>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Waits until the handler can be called.</summary>
    Task<HandlerAddress> ReadyAsync(CancellationToken cancellationToken);

    /// <summary>Waits after a refused connection until the handler answers again, so that an ending process gets no more calls.</summary>
    Task RecoverAsync(HandlerAddress called, CancellationToken cancellationToken);

    /// <summary>Ends the called process, and starts another one.</summary>
    void Restart(HandlerAddress called, string reason);
}
