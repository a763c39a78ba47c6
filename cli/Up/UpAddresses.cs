namespace Butler.Cli.Up;

/// <summary>The addresses of a running system; Sense and Qlik Cloud only when they are simulated.</summary>
internal sealed record UpAddresses(string Http, string Udp, string ServiceBus, string Tables, string? Sense, CloudAddress? QlikCloud)
{
    /// <summary>The line that says that everything is ready.</summary>
    public override string ToString() => $"butler is up http={Http} udp={Udp} servicebus={ServiceBus}";
}
