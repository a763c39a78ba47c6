using System.Net;
using Butler.Core.Secrets;
using Butler.RelayAgent.Commands.Handling;
using Butler.RelayAgent.Commands.Tasks;
using Butler.RelayAgent.Sense.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.RelayAgent.Commands.Apps;

internal static class AppCommandServices
{
    /// <summary>The name of the client that uploads descriptions.</summary>
    private const string Uploads = "uploads";

    /// <summary>Adds the commands that need the engine, if a rule allows them.</summary>
    /// <param name="services">The services.</param>
    /// <param name="reload">Which apps may be reloaded.</param>
    /// <param name="dump">Which apps may be described.</param>
    /// <param name="directory">The folder for descriptions before their upload.</param>
    public static IServiceCollection AddAppCommands(
        this IServiceCollection services, ReloadAppRules reload, DumpAppRules dump, string directory)
    {
        if (dump is { Any: true } or { Apps.Count: > 0 })
        {
            services
                .AddKeyedSingleton(Uploads, (provider, _) => Client(provider.GetService<IWebProxy>()))
                .AddSingleton(provider => new AppDump(
                    provider.GetRequiredService<IEngine>(),
                    dump,
                    provider.GetRequiredKeyedService<HttpClient>(Uploads),
                    provider.GetRequiredService<Redaction>(),
                    directory))
                .AddSingleton<ICommandHandler>(provider => provider.GetRequiredService<AppDump>());
        }

        return reload is { Any: true } or { Apps.Count: > 0 }
            ? services.AddSingleton<ICommandHandler>(provider => new ReloadApp(
                provider.GetRequiredService<IEngine>(), reload, provider.GetService<TaskSwitch>()))
            : services;
    }

    private static HttpClient Client(IWebProxy? proxy)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        handler.Proxy = proxy ?? handler.Proxy;
        return new HttpClient(handler) { Timeout = TimeSpan.FromMinutes(10) };
    }
}
