using System.Net;
using Butler.Local.Faults;
using Butler.Local.Sense.Certificates;
using Butler.Local.Sense.Control;
using Butler.Local.Sense.Engine;
using Butler.Local.Sense.Hosts;
using Butler.Local.Sense.Life;
using Butler.Local.Sense.Qrs;
using Butler.Local.Sense.Site;
using Butler.Local.WebServer;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Butler.Local.Sense;

/// <summary>
/// A simulated Qlik Sense site for a relay: the repository service (QRS), the engine, and the datagrams of the scheduler. The path
/// <c>/simulator/</c> on QRS's port, which Sense does not have, controls the simulation.
/// </summary>
internal sealed class SenseSimulator : IAsyncDisposable
{
    private readonly SimulatorCertificates certificates;
    private readonly LogAppender appender;
    private readonly CancellationTokenSource stopping = new();
    private readonly WebApplication app;

    private SenseSimulator(SimulatorOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        certificates = SimulatorCertificates.Open(options.Directory, time);
        Site = BelievableSite.Create(time.GetUtcNow());
        appender = new LogAppender(options.RelayUdp, time);
        Scheduler = new SiteScheduler(Site, Behaviour, appender, time, loggers.CreateLogger<SiteScheduler>());
        app = Build(options, loggers);
        Map(time);
    }

    /// <summary>The content of the site; tests may rename, add and delete objects.</summary>
    public SenseSite Site { get; }

    /// <summary>Runs tasks.</summary>
    public SiteScheduler Scheduler { get; }

    /// <summary>The differences between releases of Sense.</summary>
    public SenseBehaviour Behaviour { get; } = new();

    /// <summary>The hosts and their Windows services.</summary>
    public SenseHosts Hosts { get; } = new();

    /// <summary>The active faults.</summary>
    public FaultPlan Faults { get; } = new();

    /// <summary>The counted requests.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>The value for <c>qrs.url</c> in relay.yaml, such as <c>https://127.0.0.1:4242</c>.</summary>
    public Uri QrsUrl { get; private set; } = new("https://127.0.0.1");

    /// <summary>The value for <c>engine.url</c> in relay.yaml, such as <c>wss://127.0.0.1:4747</c>.</summary>
    public Uri EngineUrl { get; private set; } = new("wss://127.0.0.1");

    /// <summary>The service managers of the hosts, by HTTP, for a relay without Windows.</summary>
    public Uri ServicesUrl { get; private set; } = new("http://127.0.0.1");

    /// <summary>The client's certificate, as PEM.</summary>
    public string ClientCertificatePath => certificates.ClientPath;

    /// <summary>Its key, as PEM.</summary>
    public string ClientKeyPath => certificates.ClientKeyPath;

    /// <summary>Sense's own root, which signed the certificates of both sides, as PEM.</summary>
    public string RootPath => certificates.RootPath;

    /// <summary>The directory of these files: <c>client.pem</c>, <c>client_key.pem</c> and <c>root.pem</c>.</summary>
    public string CertificateDirectory => Path.GetDirectoryName(RootPath)!;

    /// <summary>Starts the simulator.</summary>
    /// <exception cref="IOException">A port is in use, or the directory cannot be written.</exception>
    public static async Task<SenseSimulator> StartAsync(
        SimulatorOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var simulator = new SenseSimulator(options, time, loggers);
        try
        {
            await simulator.app.StartAsync(cancellationToken);
            var server = simulator.app.Services.GetRequiredService<IServer>();
            var addresses = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.ToArray();
            simulator.QrsUrl = new Uri(addresses[0]);
            simulator.EngineUrl = new UriBuilder(addresses[1]) { Scheme = Uri.UriSchemeWss }.Uri;
            simulator.ServicesUrl = new Uri(addresses[2]);
            return simulator;
        }
        catch
        {
            await simulator.DisposeAsync();
            throw;
        }
    }

    /// <summary>Closes the connections of the engine, cancels running executions, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Scheduler.DisposeAsync();
        await app.DisposeAsync();
        appender.Dispose();
        certificates.Dispose();
        stopping.Dispose();
    }

    private WebApplication Build(SimulatorOptions options, ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // The limit of Windows for Sense; a filter may be long.
            kestrel.Limits.MaxRequestLineSize = 16 * 1024;
            kestrel.Listen(IPAddress.Loopback, options.Port, Secure);
            kestrel.Listen(IPAddress.Loopback, options.EnginePort, Secure);
            kestrel.Listen(IPAddress.Loopback, options.ServicesPort);
        });
        return builder.Build();
    }

    private void Secure(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.UseHttps(https =>
        {
            https.ServerCertificate = certificates.Server;
            https.ServerCertificateChain = [certificates.Root];

            // Each service refuses clients without a certificate with its own text; TLS refuses foreign certificates.
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.ClientCertificateValidation = (client, _, _) => certificates.IsOurs(client);
        });
    }

    private void Map(TimeProvider time)
    {
        var licenses = new LicenseData(Behaviour, time.GetUtcNow());
        var about = new AboutApi(Behaviour);
        var qrs = new QrsApi(
            Site, Behaviour, new QrsEntities(Site, Behaviour, licenses, time), licenses, Scheduler, new ScriptLogApi(Site, Behaviour),
            time);
        var engine = new EngineEndpoint(Site, Behaviour, Faults, Requests, time, stopping.Token);
        var faulty = new FaultMiddleware(Faults, Requests, RefuseAsync, time);
        var control = new ControlApi(Site, Hosts, Scheduler, Behaviour, Faults, Requests, () => (QrsUrl, EngineUrl));
        var hosts = new HostsApi(Hosts);
        app.UseWebSockets();
        app.Run(context =>
        {
            if (context.Connection.LocalPort == EngineUrl.Port)
            {
                return faulty.InvokeAsync(context, "/engine", engine.ServeAsync);
            }

            if (context.Connection.LocalPort == ServicesUrl.Port)
            {
                return hosts.AnswerAsync(context);
            }

            var path = context.Request.Path;
            return path.StartsWithSegments("/simulator") ? control.AnswerAsync(context)
                : faulty.InvokeAsync(
                    context,
                    path,
                    path.StartsWithSegments("/qrs") ? qrs.AnswerAsync : path == AboutApi.Path ? about.AnswerAsync : NotFoundAsync);
        });
    }

    /// <summary>QRS explains most refusals with a text in quotes.</summary>
    private static Task RefuseAsync(HttpContext context, int status) => QrsAnswer.RefuseAsync(
        context, status, status == StatusCodes.Status404NotFound ? "The object was not found" : "A fault was asked for");

    private static Task NotFoundAsync(HttpContext context) =>
        QrsAnswer.RefuseAsync(context, StatusCodes.Status404NotFound, "There is no such resource.");
}
