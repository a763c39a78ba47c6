using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Butler.Core.Events;
using Butler.Functions.Alerts;

namespace Butler.Functions.Delivering.Reconciling;

/// <summary>Sums up for each site what one run sends again.</summary>
internal sealed class RecoveredSummaries
{
    private const int MaxNamed = 20;
    private readonly SortedDictionary<string, RecoveredDeliveries> sites = new(StringComparer.Ordinal);

    /// <summary>How many there are in all.</summary>
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

    /// <summary>An event for each site; its id has the hour in it, so that a second run of that hour is the same event.</summary>
    public IEnumerable<CloudEvent> Events(DateTimeOffset now) => sites.Select(site => OwnEvents.Create(
        string.Create(CultureInfo.InvariantCulture, $"{site.Key}:recovered:{now.UtcDateTime:yyyyMMddHH}"),
        EventTypes.DeliveryRecovered,
        site.Key,
        "deliveries",
        now,
        JsonSerializer.SerializeToElement(site.Value, RecoveredJson.Default.RecoveredDeliveries)));
}

/// <summary>The data of <c>butler.delivery.recovered</c>: deliveries that were due and on no queue, and are sent again.</summary>
internal sealed record RecoveredDeliveries
{
    /// <summary>How many they are.</summary>
    public int Count { get; init; }

    /// <summary>When the first of them was planned, UTC.</summary>
    public DateTimeOffset First { get; init; }

    /// <summary>Some of them, in words.</summary>
    public IReadOnlyList<string> Deliveries { get; init; } = [];
}

/// <summary>Source-generated JSON of the summaries.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RecoveredDeliveries))]
internal sealed partial class RecoveredJson : JsonSerializerContext;
