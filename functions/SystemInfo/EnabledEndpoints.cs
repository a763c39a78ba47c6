using Butler.Core.Api;
using Butler.Functions.Api;
using Butler.Functions.Configuration;

namespace Butler.Functions.SystemInfo;

/// <summary>Finds the enabled endpoints under the names that they have in Butler's configuration file.</summary>
/// <param name="apis">The routes of all capabilities.</param>
/// <param name="environment">Reads an app setting.</param>
internal sealed class EnabledEndpoints(Lazy<IReadOnlyList<IApi>> apis, Func<string, string?> environment)
{
    /// <summary>
    /// The names in order. A name that stands for several operations is listed when all of them are enabled, so that a script which finds
    /// it may call each.
    /// </summary>
    public IReadOnlyList<string> Of(HttpApiOptions options) =>
    [
        .. apis.Value
            .SelectMany(api => api.Routes.SelectMany(route => route.Operations.Select(operation => (api, route, operation))))
            .Where(each => each.operation.ButlerFlag is not null)
            .GroupBy(each => each.operation.ButlerFlag!, StringComparer.Ordinal)
            .Where(same => same.All(each => IsEnabled(each.api, each.route, each.operation, options)))
            .Select(same => same.Key)
            .Order(StringComparer.Ordinal),
    ];

    private bool IsEnabled(IApi api, ApiRoute route, ApiOperation operation, HttpApiOptions options) =>
        (HttpFunctions.FindOfRoute(route.Path) is not { } function
            || (!options.Disabled.Any(name => HttpFunctions.Covers(name, function)) && !IsOffInAzure(function)))
        && (api is not ISwitchedApi switched || switched.IsOn(operation, options));

    /// <summary>Whether an app setting disables a function; on Linux, the setting's name has underscores in place of dots.</summary>
    private bool IsOffInAzure(string function) =>
        new[] { $"AzureWebJobs.{function}.Disabled", $"AzureWebJobs__{function}__Disabled" }
            .Select(name => environment(name)?.Trim())
            .Any(value => value == "1" || string.Equals(value, "true", StringComparison.OrdinalIgnoreCase));
}
