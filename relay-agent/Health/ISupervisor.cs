namespace Butler.RelayAgent.Health;

/// <summary>The service manager that started the relay and wants to know how it is: systemd, Windows' service control manager, or none.</summary>
internal interface ISupervisor
{
    /// <summary>Within what time it wants to hear that the relay is alive; null: it does not.</summary>
    TimeSpan? WatchdogInterval { get; }

    /// <summary>The relay listens.</summary>
    void Ready(string status);

    /// <summary>The relay is stopping.</summary>
    void Stopping();

    /// <summary>Every part of the relay moves.</summary>
    void Alive();
}
