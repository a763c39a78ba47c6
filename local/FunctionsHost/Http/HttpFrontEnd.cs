using System.Net;
using Butler.Local.FunctionsHost.Configuration;
using Butler.Local.WebServer;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Butler.Local.FunctionsHost.Http;

/// <summary>The web server of the app: matches routes and methods, requires keys, and forwards requests to functions.</summary>
internal sealed class HttpFrontEnd : IAsyncDisposable
{
    private const long LargestBody = 104_857_600;
    private readonly WebApplication app;

    private HttpFrontEnd(WebApplication app, Uri address)
    {
        this.app = app;
        Address = address;
    }

    public Uri Address { get; }

    /// <param name="port">The port on 127.0.0.1; 0 for any free port.</param>
    /// <param name="appRoot">The app with the HTTP functions.</param>
    /// <param name="forwarder">Passes requests on.</param>
    /// <param name="admin">The host's own endpoints.</param>
    /// <param name="keys">The keys; null when none are required.</param>
    /// <param name="loggers">The loggers of the web server.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<HttpFrontEnd> StartAsync(
        int port, AppRoot appRoot, IRequestForwarder forwarder, AdminEndpoints admin, HostKeys? keys, ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddRouting();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Listen(IPAddress.Loopback, port);
        });

        var app = builder.Build();
        app.Use(async (context, next) =>
        {
            await next(context);

            // The real host answers 404 for a method that no function lists, where ASP.NET Core answers 405.
            if (context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed
                && context.GetEndpoint()?.Metadata.GetMetadata<FunctionDefinition>() is null
                && !context.Response.HasStarted)
            {
                context.Response.Headers.Allow = default;
                context.Response.StatusCode = StatusCodes.Status404NotFound;
            }
        });
        app.UseRouting();
        admin.Map(app, keys);
        foreach (var function in appRoot.Functions.Where(f => f.Trigger is HttpTrigger))
        {
            Map(app, appRoot.Host.RoutePrefix, function, forwarder, keys);
        }

        await app.StartAsync(cancellationToken);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new HttpFrontEnd(app, new Uri(address));
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static void Map(WebApplication app, string prefix, FunctionDefinition function, IRequestForwarder forwarder, HostKeys? keys)
    {
        var trigger = (HttpTrigger)function.Trigger;
        RequestDelegate serve = context =>
        {
            if (keys is null || keys.Allows(trigger.AuthLevel, context.Request))
            {
                return forwarder.ForwardAsync(context, function);
            }

            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        };
        var pattern = prefix.Length == 0 ? $"/{trigger.Route}" : $"/{prefix}/{trigger.Route}";
        var endpoint = trigger.Methods.Count == 0 ? app.Map(pattern, serve) : app.MapMethods(pattern, trigger.Methods, serve);
        endpoint.WithMetadata(function);
    }
}
