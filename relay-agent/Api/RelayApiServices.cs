using System.Net;
using Butler.Core.Api;
using Butler.Core.LoadScripts;
using Butler.Core.LoadScripts.Apps;
using Butler.Core.LoadScripts.Road;
using Butler.RelayAgent.Commands.Apps;
using Butler.RelayAgent.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Api;

internal static class RelayApiServices
{
    private const string FunctionApp = "function app";

    /// <summary>Adds the HTTP API for load scripts, if it is on.</summary>
    public static IServiceCollection AddRelayApi(this IServiceCollection services, RelayApiOptions? options) => options is null
        ? services
        : services
            .AddSingleton(options)
            .AddSingleton<RelayApiGate>()
            .AddSingleton<RelayApiLife>()
            .AddSingleton<ICommandRoad, LocalRoad>()
            .AddSingleton<IKeyValueWriter, ForwardedKeyValues>()
            .AddSingleton<IAppDumps>(provider => new LocalAppDumps(provider.GetService<AppDump>()))
            .AddKeyedSingleton(FunctionApp, (provider, _) => Client(provider.GetService<IWebProxy>()))
            .AddSingleton(provider => new FunctionAppClient(
                provider.GetRequiredKeyedService<HttpClient>(FunctionApp), options.FunctionApp,
                provider.GetRequiredService<RelayIdentity>(), provider.GetRequiredService<ILogger<FunctionAppClient>>()))
            .AddSharedRequests()
            .AddRoutes<LocalCommandApi>()
            .AddSingleton<ApiListener>()
            .AddHostedService(provider => provider.GetRequiredService<ApiListener>());

    private static HttpClient Client(IWebProxy? proxy)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(10),
        };
        handler.Proxy = proxy ?? handler.Proxy;
        return new HttpClient(handler) { Timeout = Waiting.Longest + TimeSpan.FromSeconds(10) };
    }
}
