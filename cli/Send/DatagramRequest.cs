using Butler.Cli.RunningApp;
using Butler.Local.Sense.Datagrams;

namespace Butler.Cli.Send;

/// <summary>What a user asked <c>butler send</c> to do.</summary>
internal sealed record DatagramRequest
{
    /// <summary>One of <see cref="SenseEvents.Types"/>.</summary>
    public required string Type { get; init; }

    public required UdpDestination To { get; init; }

    /// <summary>The <c>butler up</c> whose relay it goes to; null where the relay is another one.</summary>
    public RunningUp? Up { get; init; }

    public int Count { get; init; } = 1;

    /// <summary>Datagrams per second; 0: as fast as it goes.</summary>
    public double Rate { get; init; }

    public required DatagramFields Fields { get; init; }
}
