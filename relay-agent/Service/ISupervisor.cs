namespace Butler.RelayAgent.Service;

/// <summary>Who started the relay and wants to know how it is: systemd, Windows' service control manager, or nobody.</summary>
internal interface ISupervisor
{
    /// <summary>The relay listens.</summary>
    void Ready(string status);

    /// <summary>The relay has been told to stop.</summary>
    void Stopping();

    /// <summary>Tells it that the relay lives, as long as it does.</summary>
    Task RunAsync(Liveness liveness, CancellationToken stopping);
}
