using Butler.Core.Api;
using Butler.RelayAgent.Commands.Receiving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Api;

/// <summary>
/// Serves the API over HTTP or HTTPS: what the relay does itself, at <c>/v4/...</c> and <c>/api/v4/...</c>; all other paths of the API are
/// passed on to the function app.
/// </summary>
internal sealed partial class ApiListener(
    RelayApiOptions options, RelayApiGate gate, IEnumerable<IApi> apis, FunctionAppClient functionApp, LocalCommands commands,
    RelayApiLife life, ILoggerFactory loggers) : IHostedService, IAsyncDisposable
{
    private const long MaxRequestBytes = 8 * 1024 * 1024;
    private const long MaxConnections = 200;
    private static readonly string[] Prefixes = ["/", "/api/"];
    private readonly ILogger logger = loggers.CreateLogger<ApiListener>();
    private WebApplication? web;

    /// <summary>The address; null before the start.</summary>
    public Uri? Address { get; private set; }

    /// <exception cref="ApiNotStartedException">The address cannot be used, or the certificate cannot be read.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await commands.SettleAsync(cancellationToken);
        try
        {
            await ListenAsync(cancellationToken);
        }
        catch (IOException problem)
        {
            throw new ApiNotStartedException($"The API of relay.yaml cannot listen at {options.Listen}: {problem.Message}", problem);
        }

        Log.Listening(logger, Address!, options.Keys.Count > 0 ? "with a key" : "without a key");
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await life.EndAsync();
        if (web is not null)
        {
            await web.StopAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (web is not null)
        {
            await web.DisposeAsync();
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers).AddRoutingCore();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(Configure);
        web = builder.Build();
        web.Use(async (context, next) =>
        {
            if (await gate.TryPassAsync(context))
            {
                await next(context);
            }
        });
        web.UseRouting();
        foreach (var prefix in Prefixes)
        {
            foreach (var route in apis.SelectMany(api => api.Routes))
            {
                web.Map(prefix + route.Path, route.RunAsync);
            }

            web.Map(prefix + "v4/{**path}", functionApp.ForwardAsync);
        }

        web.UseEndpoints(static _ => { });
        web.Run(static context => Problem.ForLoadScripts(
            404, $"Route {context.Request.Method}:{context.Request.Path} not found").WriteAsync(context));
        await web.StartAsync(cancellationToken);
        Address = new Uri(web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxRequestBytes;
        kestrel.Limits.MaxConcurrentConnections = MaxConnections;
        Action<ListenOptions> configure = static _ => { };
        if (options.Certificate is not null)
        {
            var certificate = new ServerCertificate(options);
            certificate.Current();
            configure = listen => listen.UseHttps(https => https.ServerCertificateSelector = (_, _) => certificate.Current());
        }

        if (options.Listen.Address is { } address)
        {
            kestrel.Listen(address, options.Listen.Port, configure);
        }
        else
        {
            kestrel.ListenAnyIP(options.Listen.Port, configure); // also where the machine has no IPv6
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The API for load scripts listens at {Address} {Keys}")]
        public static partial void Listening(ILogger logger, Uri address, string keys);
    }
}

/// <summary>The API cannot be served. The relay ends with an error, so that this is not overlooked.</summary>
internal sealed class ApiNotStartedException(string message, Exception inner) : Exception(message, inner);
