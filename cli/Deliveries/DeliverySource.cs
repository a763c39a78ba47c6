using System.CommandLine;
using Butler.Cli.RunningApp;
using Butler.Functions.Delivering;
using Butler.Functions.Delivering.Replaying;

namespace Butler.Cli.Deliveries;

/// <summary>Reads deliveries of a running app, from all pages.</summary>
internal sealed class DeliverySource(ButlerApi api)
{
    private const int Page = 200;

    /// <summary>The minimum length of the beginning of a delivery's id.</summary>
    private const int LeastOfId = 6;

    /// <summary>The matching deliveries, <paramref name="most"/> at most, and whether there are more.</summary>
    public async Task<(IReadOnlyList<DeliveryItem> Items, bool More, IReadOnlyList<Functions.Delivering.OpenCircuit> Away)> FindAsync(
        DeliveryFilters filters, ParseResult parsed, string state, int most, CancellationToken cancellationToken)
    {
        var found = new List<DeliveryItem>();
        string? continuation = null;
        DeliveryPage page;
        do
        {
            page = await api.GetAsync(
                "deliveries" + filters.Query(parsed, state, Math.Min(Page, most - found.Count), continuation),
                DeliveriesJson.Default.DeliveryPage, cancellationToken);
            found.AddRange(page.Deliveries ?? []);
            continuation = page.Continuation;
        }
        while (continuation is not null && found.Count < most);
        return (found, continuation is not null, page.Away ?? []);
    }

    /// <summary>
    /// Finds the complete id of a delivery from the id, the beginning of the id in the list, or the id of its event in logs.
    /// </summary>
    /// <exception cref="ApiException">No delivery, or more than one, matches.</exception>
    public async Task<string> ResolveAsync(string text, DeliveryFilters filters, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (DeliveryReference.TryParse(text) is not null)
        {
            return text;
        }

        // A narrow terminal shortens ids with an ellipsis.
        var start = text.TrimEnd('\u2026', '.');
        var isEvent = text.Contains(':', StringComparison.Ordinal);
        if (!isEvent && (start.Length < LeastOfId || !start.All(char.IsAsciiHexDigit)))
        {
            throw new ApiException(
                $"'{text}' is not the id of a delivery, nor the first {LeastOfId} or more characters of one, as `butler deliveries list` "
                    + $"shows them, nor the id of an event");
        }

        foreach (var state in (string[])["dead", "all"])
        {
            var (items, _, _) = await FindAsync(filters, parsed, state, int.MaxValue, cancellationToken);
            var found = items.Where(i => isEvent ? i.EventId == text : RowOf(i).StartsWith(start, StringComparison.OrdinalIgnoreCase))
                .DistinctBy(i => i.Id).ToList();
            switch (found)
            {
                case [var one]:
                    return one.Id;
                case [_, _, ..]:
                    throw new ApiException(isEvent
                        ? $"{found.Count} deliveries are of the event '{text}'; name one: "
                            + $"{string.Join(", ", found.Take(10).Select(i => $"{DeliveryOutput.ShortId(i.Id)} ({i.Channel})"))}"
                        : $"{found.Count} deliveries begin with '{start}'; give more of the id");
            }
        }

        throw new ApiException(
            $"no delivery {(isEvent ? "is of the event" : "begins with")} '{text}'; `butler deliveries list` shows the dead deliveries, "
                + $"--state all shows all");
    }

    private static string RowOf(DeliveryItem item) => item.Id[(item.Id.LastIndexOf('.') + 1)..];
}
