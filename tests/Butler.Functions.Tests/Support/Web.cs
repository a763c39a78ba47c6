using System.Net;
using Butler.Functions.Api;
using Butler.Functions.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.Functions.Tests.Support;

/// <summary>The app's HTTP functions on a real socket, at the routes and methods that they declare.</summary>
internal static class Web
{
    public static async Task<(WebApplication App, Uri Address)> StartAsync(AppDependencies outside)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore().AddLogging().AddApp(outside);
        var app = builder.Build();
        app.UseRouting();
        foreach (var function in DeclaredFunctions.All)
        {
            if (function.Trigger is HttpTriggerAttribute http)
            {
                app.MapMethods("/api/" + http.Route, http.Methods!.Select(method => method.ToUpperInvariant()),
                    context => RunAsync(app, function, context));
            }
        }

        app.UseEndpoints(static _ => { });
        await app.StartAsync();
        return (app, new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()));
    }

    /// <summary>As the worker's middleware and then the worker do it.</summary>
    private static async Task RunAsync(WebApplication app, DeclaredFunction function, HttpContext context)
    {
        if (function.Trigger is HttpTriggerAttribute { AuthLevel: AuthorizationLevel.Anonymous }
            || await app.Services.GetRequiredService<CallerGate>().TryPassAsync(context, function.Name))
        {
            var one = ActivatorUtilities.CreateInstance(app.Services, function.Method.DeclaringType!);
            await (Task)function.Method.Invoke(one, [context.Request])!;
        }
    }
}
