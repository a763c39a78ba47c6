using Butler.Core.Api;
using Butler.Functions.Configuration;

namespace Butler.Functions.SystemInfo;

/// <summary>Lists the enabled endpoints, as load scripts know the list from Butler.</summary>
internal sealed class EndpointsApi(EnabledEndpoints endpoints, ConfigurationSource configuration) : IApi
{
    /// <summary><c>GET configfile/endpointsenabled</c>.</summary>
    public ApiRoute Enabled { get; } = new("v4/configfile/endpointsenabled", new ApiOperation<IReadOnlyList<string>>(
        "GET", "Lists the enabled endpoints by their names in Butler's configuration file.", SystemJson.Default.IReadOnlyListString,
        async context => new(endpoints.Of((await configuration.CurrentAsync(context.RequestAborted)).Api)))
    {
        ButlerFlag = "apiListEnabledEndpoints",
    });

    public IReadOnlyList<ApiRoute> Routes => [Enabled];
}
