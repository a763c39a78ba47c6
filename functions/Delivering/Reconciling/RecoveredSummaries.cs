using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Butler.Core.Events;
using Butler.Functions.Alerts;

namespace Butler.Functions.Delivering.Reconciling;

/// <summary>Summarizes for each site the deliveries that one run sends again.</summary>
internal sealed class RecoveredSummaries
{
    private const int MaxNamed = 20;
    private readonly SortedDictionary<string, RecoveredDeliveries> sites = new(StringComparer.Ordinal);

    /// <summary>The total number of deliveries.</summary>
    public int Count => sites.Values.Sum(s => s.Count);

    public void Add(IEnumerable<LostDelivery> lost)
    {
        foreach (var each in lost)
        {
            var site = each.Event.Site ?? "none";
            var known = sites.GetValueOrDefault(site) ?? new RecoveredDeliveries { First = each.Planned };
            var text = $"{each.Event.Type} {each.Event.Id}{(each.Delivery is { } delivery ? $" to {delivery.Channel}" : "")}";
            sites[site] = known with
            {
                Count = known.Count + 1,
                First = each.Planned < known.First ? each.Planned : known.First,
                Deliveries = known.Deliveries.Count < MaxNamed ? [.. known.Deliveries, text] : known.Deliveries,
            };
        }
    }

    /// <summary>Creates an event for each site. Its id has the hour, so that a second run in that hour creates the same event.</summary>
    public IEnumerable<CloudEvent> Events(DateTimeOffset now) => sites.Select(site => OwnEvents.Create(
        string.Create(CultureInfo.InvariantCulture, $"{site.Key}:recovered:{now.UtcDateTime:yyyyMMddHH}"),
        EventTypes.DeliveryRecovered,
        site.Key,
        "deliveries",
        now,
        JsonSerializer.SerializeToElement(site.Value, RecoveredJson.Default.RecoveredDeliveries)));
}

/// <summary>The data of <c>butler.delivery.recovered</c>: due deliveries that were missing from the queues, and are sent again.</summary>
internal sealed record RecoveredDeliveries
{
    /// <summary>The number of deliveries.</summary>
    public int Count { get; init; }

    /// <summary>When the first delivery was planned, UTC.</summary>
    public DateTimeOffset First { get; init; }

    /// <summary>Some of the deliveries, in words.</summary>
    public IReadOnlyList<string> Deliveries { get; init; } = [];
}

/// <summary>Source-generated JSON of the summaries.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RecoveredDeliveries))]
internal sealed partial class RecoveredJson : JsonSerializerContext;
