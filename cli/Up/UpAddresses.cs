namespace Butler.Cli.Up;

/// <summary>The addresses of a running system; the simulated Sense only when it runs.</summary>
internal sealed record UpAddresses(string Http, string Udp, string ServiceBus, string Tables, string? Sense)
{
    /// <summary>The line that says that everything is ready.</summary>
    public override string ToString() => $"butler is up http={Http} udp={Udp} servicebus={ServiceBus}";
}
