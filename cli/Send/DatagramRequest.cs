using Butler.Cli.RunningApp;
using Butler.Local.Sense.Datagrams;

namespace Butler.Cli.Send;

/// <summary>A request to <c>butler send</c>.</summary>
internal sealed record DatagramRequest
{
    /// <summary>One of <see cref="SenseEvents.Types"/>.</summary>
    public required string Type { get; init; }

    public required UdpDestination To { get; init; }

    /// <summary>The <c>butler up</c> whose relay is the target; null for another target.</summary>
    public RunningUp? Up { get; init; }

    public int Count { get; init; } = 1;

    /// <summary>Datagrams per second; 0: as fast as possible.</summary>
    public double Rate { get; init; }

    public required DatagramFields Fields { get; init; }
}
