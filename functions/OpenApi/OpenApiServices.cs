using Butler.Core.Api;

namespace Butler.Functions.OpenApi;

internal static class OpenApiServices
{
    /// <summary>Adds the API's description: the OpenAPI document and the page. Both are made at their first request.</summary>
    public static IServiceCollection AddOpenApi(this IServiceCollection services) => services
        .AddSingleton<Func<IEnumerable<IApi>>>(provider => provider.GetServices<IApi>)
        .AddSingleton<ApiCatalog>()
        .AddRoutes<DescriptionApi>();
}
