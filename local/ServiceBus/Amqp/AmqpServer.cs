using System.Collections.Concurrent;
using Butler.Local.ServiceBus.Access;
using Butler.Local.ServiceBus.Amqp.Connections;
using Butler.Local.ServiceBus.Queues;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Microsoft.Azure.Amqp.Sasl;
using Microsoft.Azure.Amqp.Transport;

namespace Butler.Local.ServiceBus.Amqp;

/// <summary>Serves AMQP 1.0 with the features of Service Bus, on connections that other code has accepted.</summary>
internal sealed class AmqpServer : IAsyncDisposable
{
    /// <summary>The shortest idle time-out that a client may request, in milliseconds.</summary>
    private const uint ShortestIdleTimeout = 200;

    private static readonly TimeSpan OpenTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(4);

    private readonly ConcurrentDictionary<StreamTransport, bool> transports = new();
    private readonly ConcurrentDictionary<AmqpConnection, bool> connections = new();
    private readonly TransportInbox inbox = new();
    private readonly AmqpTransportListener listener;
    private readonly AmqpSettings settings;
    private volatile bool stopped;

    /// <param name="broker">The queues.</param>
    /// <param name="access">Checks tokens.</param>
    /// <param name="logger">The log for refused tokens and failures.</param>
    public AmqpServer(Broker broker, SharedAccess access, ILogger logger)
    {
        settings = new AmqpSettings { RuntimeProvider = new RuntimeProvider(new LinkFactory(broker, logger), access) };

        // Tokens decide the identity of a client; here the .NET client uses its own mechanism, and others ANONYMOUS.
        var sasl = new SaslTransportProvider();
        sasl.AddHandler(new SaslAnonymousHandler("MSSBCBS"));
        sasl.AddHandler(new SaslAnonymousHandler());
        foreach (TransportProvider provider in (TransportProvider[])[sasl, new AmqpTransportProvider()])
        {
            provider.Versions.Add(new AmqpVersion(1, 0, 0));
            settings.TransportProviders.Add(provider);
        }

        listener = new AmqpTransportListener([inbox], settings);
        listener.Listen(OnNegotiated);
    }

    /// <summary>The number of connected clients.</summary>
    public int ConnectionCount => connections.Count;

    /// <summary>Serves one client until its connection has closed.</summary>
    public async Task ServeAsync(StreamTransport transport)
    {
        transports[transport] = true;
        if (!stopped)
        {
            inbox.Add(transport);
            await transport.Completion;
        }

        transports.TryRemove(transport, out _);
    }

    /// <summary>Notifies all clients of the end, and closes the remaining connections.</summary>
    public async ValueTask DisposeAsync()
    {
        stopped = true;
        foreach (var connection in connections.Keys)
        {
            connection.SafeClose(new AmqpException(AmqpErrorCode.ConnectionForced, "The emulator stops."));
        }

        await Task.WhenAny(Task.WhenAll(transports.Keys.Select(transport => transport.Completion)), Task.Delay(Farewell));
        foreach (var connection in connections.Keys)
        {
            connection.Abort();
        }

        foreach (var transport in transports.Keys)
        {
            transport.Abort();
        }

        listener.Close();
    }

    private void OnNegotiated(TransportListener from, TransportAsyncCallbackArgs args)
    {
        var connection = settings.RuntimeProvider.CreateConnection(
            args.Transport,
            (ProtocolHeader)args.UserToken,
            isInitiator: false,
            settings,
            new AmqpConnectionSettings
            {
                ContainerId = "butler-servicebus",
                IdleTimeOut = (uint)IdleTimeout.TotalMilliseconds,
                MinIdleTimeout = ShortestIdleTimeout,
            });
        connections[connection] = true;
        connection.SafeAddClosed((_, _) => connections.TryRemove(connection, out _));
        connection.BeginOpen(OpenTimeout, OnOpened, connection);
    }

    private static void OnOpened(IAsyncResult result)
    {
        var connection = (AmqpConnection)result.AsyncState!;
        try
        {
            connection.EndOpen(result);
        }
        catch (Exception fault)
        {
            connection.SafeClose(fault);
        }
    }
}
