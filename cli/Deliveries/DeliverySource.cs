using System.CommandLine;
using Butler.Cli.Api;
using Butler.Functions.Delivering.Replaying;

namespace Butler.Cli.Deliveries;

/// <summary>Deliveries of a running app, over as many pages as it takes.</summary>
internal sealed class DeliverySource(ButlerApi api)
{
    private const int Page = 200;

    /// <summary>How short the beginning of a delivery's id may be.</summary>
    private const int LeastOfId = 6;

    /// <summary>Those that the filters find, <paramref name="most"/> at most, and whether there are more.</summary>
    public async Task<(IReadOnlyList<DeliveryItem> Items, bool More, IReadOnlyList<Functions.Delivering.OpenCircuit> Away)> FindAsync(
        DeliveryFilters filters, ParseResult parsed, string state, int most, CancellationToken cancellationToken)
    {
        var found = new List<DeliveryItem>();
        string? continuation = null;
        DeliveryPage page;
        do
        {
            page = await api.GetAsync(
                "deliveries" + filters.Query(parsed, state, Math.Min(Page, most - found.Count), continuation), DeliveriesJson.Default.DeliveryPage, cancellationToken);
            found.AddRange(page.Deliveries ?? []);
            continuation = page.Continuation;
        }
        while (continuation is not null && found.Count < most);
        return (found, continuation is not null, page.Away ?? []);
    }

    /// <summary>The whole id of a delivery that is named in whole, or by the beginning of what a list shows.</summary>
    /// <exception cref="ApiException">None or several begin so.</exception>
    public async Task<string> ResolveAsync(string text, DeliveryFilters filters, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (text.Contains('.', StringComparison.Ordinal))
        {
            return text;
        }

        if (text.Length < LeastOfId || !text.All(char.IsAsciiHexDigit))
        {
            throw new ApiException($"'{text}' is no delivery's id, nor the first {LeastOfId} or more characters of one, as `butler deliveries list` shows them");
        }

        foreach (var state in (string[])["dead", "all"])
        {
            var (items, _, _) = await FindAsync(filters, parsed, state, int.MaxValue, cancellationToken);
            var begin = items.Where(i => i.Id[(i.Id.LastIndexOf('.') + 1)..].StartsWith(text, StringComparison.OrdinalIgnoreCase)).Select(i => i.Id).Distinct().ToList();
            switch (begin)
            {
                case [var one]:
                    return one;
                case [_, _, ..]:
                    throw new ApiException($"{begin.Count} deliveries begin with '{text}'; give more of the id");
            }
        }

        throw new ApiException($"no delivery begins with '{text}'; `butler deliveries list` shows those that died, --state all shows all");
    }
}
