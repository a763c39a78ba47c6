using System.Globalization;
using Butler.Core.Commands;
using Butler.Functions.Delivering;

namespace Butler.Cli.Up.Output;

/// <summary>What relay and function app have done since each of them started; null before the part has reported it.</summary>
internal sealed record UpTotals(RelayCounters? Relay = null, DeliveryTotals? Deliveries = null)
{
    /// <summary>The totals by name, in the order of an event's way.</summary>
    public IEnumerable<(string Name, long? Count)> Lines() =>
    [
        ("received", Relay?.Received),
        ("refused", Relay?.Refused),
        ("forwarded", Relay?.Forwarded),
        ("waiting", Relay?.Waiting),
        ("planned", Deliveries?.Planned),
        ("sent", Deliveries?.Sent),
        ("retried", Deliveries?.Retried),
        ("dead", Deliveries?.Dead),
    ];

    /// <summary>The known totals on one line, such as <c>3 received, 0 refused</c>.</summary>
    public override string ToString() => string.Join(", ", Lines()
        .Where(line => line.Count is not null)
        .Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.Count:N0} {line.Name}")));
}
