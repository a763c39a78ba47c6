using System.Text.Json;
using Butler.Core.Api;
using Butler.Functions.Configuration;
using Butler.Functions.Relays;

namespace Butler.Functions.SystemInfo;

/// <summary>
/// Shows the configuration of the function app or of a relay without secrets: as a page, or as JSON for a caller that accepts only JSON.
/// </summary>
internal sealed class ConfigurationApi : IApi
{
    private static readonly ApiField Relay = ApiField.Text("relay", "The relay whose configuration is shown; absent: the function app's.");
    private static readonly ApiField Site = ApiField.Text("site", "The site of the relay; the first one of the configuration if absent.");

    private readonly ConfigurationSource configuration;
    private readonly RelayRows relays;
    private readonly RelayConfigurations ofRelays;

    public ConfigurationApi(ConfigurationSource configuration, RelayRows relays, RelayConfigurations ofRelays)
    {
        (this.configuration, this.relays, this.ofRelays) = (configuration, relays, ofRelays);
        Show = new("v4/configuration", new TextOperation("GET", "Shows the configuration without secrets.", ShowAsync)
        {
            Query = [Relay, Site],
            MediaType = "text/html",
            Also = [(503, "The relay cannot be asked, or does not answer.")],
        });
    }

    /// <summary><c>GET configuration</c>.</summary>
    public ApiRoute Show { get; }

    public IReadOnlyList<ApiRoute> Routes => [Show];

    private async Task<ApiAnswer<string>> ShowAsync(HttpContext context)
    {
        var options = await configuration.CurrentAsync(context.RequestAborted);
        var query = RequestFields.Query(context.Request);
        var view = query.Text(Relay) is { Length: > 0 } relay
            ? await ofRelays.AskAsync(query.Text(Site) ?? options.Sites.Keys.FirstOrDefault() ?? "default", relay, context)
            : await OwnAsync(context.RequestAborted);
        return WantsJson(context.Request)
            ? new(JsonSerializer.Serialize(view.ToAnswer(), SystemJson.Default.ConfigurationAnswer))
            {
                Headers = [.. ConfigurationPage.Headers, ("Content-Type", "application/json; charset=utf-8")],
            }
            : new(ConfigurationPage.Html(view)) { Headers = ConfigurationPage.Headers };
    }

    private async Task<ConfigurationView> OwnAsync(CancellationToken cancellationToken)
    {
        return new ConfigurationView(configuration.Name, configuration.Shown!)
        {
            Fault = configuration.Problem,
            Relays = [.. (await relays.AllAsync(cancellationToken)).Select(relay => new ShownRelay(relay.Site, relay.Relay))],
        };
    }

    private static bool WantsJson(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return accepted.Any(type => type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            && !accepted.Any(type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));
    }
}
