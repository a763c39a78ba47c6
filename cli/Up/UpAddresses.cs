namespace Butler.Cli.Up;

/// <summary>Where a running system is reached; the simulated Sense only when it runs.</summary>
internal sealed record UpAddresses(string Http, string Udp, string ServiceBus, string Tables, string? Sense)
{
    /// <summary>The line that says that everything is ready.</summary>
    public override string ToString() => $"butler is up http={Http} udp={Udp} servicebus={ServiceBus}";
}
