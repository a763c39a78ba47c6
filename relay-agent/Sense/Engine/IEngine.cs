namespace Butler.RelayAgent.Sense.Engine;

/// <summary>Sense's engine (QIX).</summary>
internal interface IEngine
{
    /// <summary>Opens a session for an app. The caller must dispose of the session, which closes it.</summary>
    /// <exception cref="EngineException">The engine is unreachable.</exception>
    Task<EngineSession> ConnectAsync(string appId, CancellationToken cancellationToken);
}
