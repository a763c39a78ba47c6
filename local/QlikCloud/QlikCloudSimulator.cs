using System.Net;
using Butler.Local.Faults;
using Butler.Local.QlikCloud.Access;
using Butler.Local.QlikCloud.Answers;
using Butler.Local.QlikCloud.Control;
using Butler.Local.QlikCloud.Life;
using Butler.Local.QlikCloud.Rest;
using Butler.Local.QlikCloud.Tenants;
using Butler.Local.WebServer;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Butler.Local.QlikCloud;

/// <summary>
/// A simulated Qlik Cloud: the REST interface of all tenants, each below <c>/TENANT/</c>, and calls of their webhooks. The path
/// <c>/control/</c>, which Qlik Cloud does not have, controls the simulation.
/// </summary>
internal sealed class QlikCloudSimulator : IAsyncDisposable
{
    private readonly WebhookCaller webhooks;
    private readonly ReloadRunner runner;
    private readonly WebApplication app;

    private QlikCloudSimulator(int port, TenantBehaviour behaviour, TimeProvider time, ILoggerFactory loggers)
    {
        Behaviour = new CurrentBehaviour(behaviour);
        Tenants = new TenantSet(time);
        webhooks = new WebhookCaller(Behaviour, time);
        runner = new ReloadRunner(Behaviour, webhooks, time, loggers.CreateLogger<ReloadRunner>());
        app = Build(port, loggers);
        Map(time);
    }

    /// <summary>The tenants.</summary>
    public TenantSet Tenants { get; }

    /// <summary>The behaviour of all tenants.</summary>
    public CurrentBehaviour Behaviour { get; }

    /// <summary>The active faults; paths begin with the tenant, such as <c>/acme/api/v1/apps/*</c>.</summary>
    public FaultPlan Faults { get; } = new();

    /// <summary>The requests to tenants.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>The address below which the tenants are, such as <c>http://127.0.0.1:41234/</c>.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Starts the simulator.</summary>
    /// <param name="port">The port on 127.0.0.1; 0 for any free one.</param>
    /// <param name="behaviour">The behaviour of all tenants.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">For failures of the simulation itself.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<QlikCloudSimulator> StartAsync(
        int port, TenantBehaviour behaviour, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var simulator = new QlikCloudSimulator(port, behaviour, time, loggers);
        try
        {
            await simulator.app.StartAsync(cancellationToken);
            var server = simulator.app.Services.GetRequiredService<IServer>();
            simulator.Address = new Uri(server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
            return simulator;
        }
        catch
        {
            await simulator.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops; reloads that run do not end.</summary>
    public async ValueTask DisposeAsync()
    {
        await runner.DisposeAsync();
        await app.DisposeAsync();
        webhooks.Dispose();
    }

    private static WebApplication Build(int port, ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        return builder.Build();
    }

    private void Map(TimeProvider time)
    {
        var access = new AccessTokens(Behaviour, time);
        var api = new TenantApi(
            Tenants,
            access,
            new TokenApi(access, Behaviour),
            new ReloadsApi(runner),
            new AutomationsApi(time),
            new WebhooksApi(webhooks, Behaviour, time));
        var control = new QlikCloudControl(Tenants, new TenantControl(webhooks, time), Behaviour, access, Faults, Requests);
        var faulty = new FaultMiddleware(Faults, Requests, TenantAnswer.RefuseAsync, time);
        app.Run(context =>
        {
            var path = context.Request.Path;
            return path.StartsWithSegments($"/{TenantSet.Control}")
                ? control.AnswerAsync(context)
                : faulty.InvokeAsync(context, path, api.AnswerAsync);
        });
    }
}
