namespace Butler.RelayAgent.Sense.Engine;

/// <summary>Sense's engine (QIX).</summary>
internal interface IEngine
{
    /// <summary>Opens a session of its own for an app; whoever asks for it disposes of it, which closes it.</summary>
    /// <exception cref="EngineException">It cannot be reached.</exception>
    Task<EngineSession> ConnectAsync(string appId, CancellationToken cancellationToken);
}
