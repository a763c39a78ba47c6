using Butler.Core.Api;
using Butler.Core.Text;
using Butler.Functions.Configuration;

namespace Butler.Functions.Delivering.Replaying;

/// <summary>
/// Rejects a filter on a channel or route that does not exist, so that a typing error does not look like an empty result.
/// </summary>
internal sealed class FilterNames(ConfigurationSource configuration)
{
    /// <summary>
    /// Checks a query without results. Deliveries of a removed channel or route are found by its old name, so a query with results needs no
    /// check.
    /// </summary>
    /// <exception cref="ProblemException">The channel or route is not configured.</exception>
    public async Task CheckAsync(DeliveryQuery query, CancellationToken cancellationToken)
    {
        if (query.Channel is null && query.Route is null)
        {
            return;
        }

        ButlerOptions options;
        try
        {
            options = await configuration.CurrentAsync(cancellationToken);
        }
        catch (ConfigurationUnavailableException)
        {
            // Without a configuration the names are unknown, but the list is correct.
            return;
        }

        Check("channel", query.Channel, [.. options.Channels.Keys]);
        Check("route", query.Route, [.. options.Routes.Append(options.DefaultRoute).OfType<RouteOptions>().Select(r => r.Name)
            .Concat(options.Api.Channels.Any() ? [ButlerOptions.MessagesRouteName] : [])]);
    }

    private static void Check(string kind, string? name, IReadOnlyList<string> known)
    {
        if (name is not null && !known.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            throw new ProblemException(
                400, $"Unknown {kind}", $"There is no {kind} \"{name}\"{DidYouMean.Hint(name, known)} (known: {string.Join(", ", known)}), "
                    + $"and there is no delivery with this name.");
        }
    }
}
