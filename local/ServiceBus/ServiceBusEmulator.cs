using System.Globalization;
using System.Net;
using Butler.Local.ServiceBus.Access;
using Butler.Local.ServiceBus.Amqp;
using Butler.Local.ServiceBus.Queues;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Butler.Local.ServiceBus;

/// <summary>
/// Azure Service Bus on this machine: a broker with AMQP 1.0, over TCP and over WebSockets on one port of 127.0.0.1 without TLS. The server
/// is Kestrel without hosting, because every message of the system passes through it several times.
/// </summary>
internal sealed class ServiceBusEmulator : IAsyncDisposable
{
    private readonly KestrelServer server;
    private readonly ServiceProvider services;
    private readonly CancellationTokenSource stopping = new();
    private readonly EmulatorOptions options;
    private readonly AmqpServer amqp;
    private readonly HttpFront http;

    private ServiceBusEmulator(EmulatorOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        this.options = options;
        Broker = new Broker(options.Queues, time, loggers.CreateLogger<Broker>(), options.DataDirectory);
        var access = new SharedAccess(
            [AccessPolicy.OfNamespace(options.SharedAccessKeyName, options.SharedAccessKey), .. options.QueuePolicies], time);
        amqp = new AmqpServer(Broker, access, loggers.CreateLogger<AmqpServer>());
        http = new HttpFront(new WebSocketDoor(amqp, loggers));
        var tcp = new TcpDoor(amqp, stopping.Token);
        services = new ServiceCollection().AddSingleton(loggers).AddLogging().BuildServiceProvider();
        var kestrel = new KestrelServerOptions { AddServerHeader = false, ApplicationServices = services };
        kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => connection => tcp.OnConnectedAsync(connection, next));
        });
        server = new KestrelServer(
            Options.Create(kestrel), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggers), loggers);
    }

    /// <summary>The broker, from which the Functions host receives directly.</summary>
    public Broker Broker { get; }

    /// <summary>The listening port.</summary>
    public int Port { get; private set; }

    /// <summary>The number of clients connected with AMQP.</summary>
    public int AmqpConnectionCount => amqp.ConnectionCount;

    /// <summary>The connection string for clients.</summary>
    public string ConnectionString => string.Create(
        CultureInfo.InvariantCulture,
        $"Endpoint=sb://127.0.0.1:{Port};SharedAccessKeyName={options.SharedAccessKeyName};"
        + $"SharedAccessKey={options.SharedAccessKey};UseDevelopmentEmulator=true");

    /// <summary>Starts the emulator.</summary>
    /// <exception cref="IOException">The port is in use, or the data directory is in use or cannot be written.</exception>
    public static async Task<ServiceBusEmulator> StartAsync(
        EmulatorOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var emulator = new ServiceBusEmulator(options, time, loggers);
        try
        {
            await emulator.server.StartAsync(emulator.http, cancellationToken);
            var address = emulator.server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
            emulator.Port = new Uri(address).Port;
            return emulator;
        }
        catch
        {
            await emulator.DisposeAsync();
            throw;
        }
    }

    /// <summary>The counts of all queues, for the live status.</summary>
    public IReadOnlyList<QueueCounts> Snapshot() => Broker.Snapshot();

    /// <summary>Closes the connections, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await amqp.DisposeAsync();
        await server.StopAsync(CancellationToken.None);
        server.Dispose();
        await services.DisposeAsync();
        Broker.Dispose();
        stopping.Dispose();
    }
}
