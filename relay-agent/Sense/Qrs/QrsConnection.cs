using System.Net;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Sense.Qrs;

/// <summary>The connections to the repository service; opened again when a certificate file changes.</summary>
internal sealed partial class QrsConnection : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly QrsOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private Link? current;
    private Link? previous;
    private string? failedStamp;
    private long looked;

    /// <summary>Creates the object; it reads and connects nothing yet.</summary>
    public QrsConnection(QrsOptions options, TimeProvider time, ILogger<QrsConnection> logger)
    {
        this.options = options;
        this.time = time;
        this.logger = logger;
        if (!options.Verify)
        {
            Log.NotVerified(logger, options.Url.Authority);
        }
    }

    /// <summary>When the client certificate expires, UTC; null when there is none or it was not read yet.</summary>
    public DateTimeOffset? ClientExpires
    {
        get
        {
            lock (gate)
            {
                return current?.Expires;
            }
        }
    }

    /// <summary>The connections to use now.</summary>
    /// <exception cref="QrsException">The certificate files cannot be read.</exception>
    public Link Get()
    {
        lock (gate)
        {
            if (current is not null && time.GetElapsedTime(looked) < LookEvery)
            {
                return current;
            }

            looked = time.GetTimestamp();
            var stamp = QrsCertificates.Stamp(options);
            if (current is null)
            {
                return current = Open(stamp);
            }

            if (stamp != current.Stamp && stamp != failedStamp)
            {
                Swap(stamp);
            }

            return current;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            current?.Dispose();
            previous?.Dispose();
            (current, previous) = (null, null);
        }
    }

    /// <summary>
    /// Replaces the connections. Running calls keep the previous ones, which are closed at the next replacement or when they are idle.
    /// </summary>
    private void Swap(string stamp)
    {
        try
        {
            var opened = Open(stamp);
            previous?.Dispose();
            (previous, current, failedStamp) = (current, opened, null);
            Log.Reread(logger, opened.Expires);
        }
        catch (QrsException failure)
        {
            // The files may be incomplete: the current certificate is used until they change again.
            failedStamp = stamp;
            Log.NotReread(logger, failure.Message);
        }
    }

    private Link Open(string stamp)
    {
        var client = QrsCertificates.Client(options);
        var check = new QrsServerCheck(options, QrsCertificates.Roots(options));
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxConnectionsPerServer = options.MaxConnections,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
            PooledConnectionLifetime = TimeSpan.FromMinutes(30),
            ActivityHeadersPropagator = null,
            SslOptions = check.Tls(client),
        };
        return new Link(new HttpMessageInvoker(handler), check, stamp, client);
    }

    /// <summary>Connections with one client certificate.</summary>
    internal sealed record Link(
        HttpMessageInvoker Http, QrsServerCheck Check, string Stamp,
        System.Security.Cryptography.X509Certificates.X509Certificate2? Client) : IDisposable
    {
        public DateTimeOffset? Expires => Client is null ? null : new DateTimeOffset(Client.NotAfter.ToUniversalTime(), TimeSpan.Zero);

        public void Dispose()
        {
            Http.Dispose();
            Client?.Dispose();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            1, LogLevel.Warning,
            "The certificate of {Server} is NOT checked (qrs.verify: false): anyone on the network path can read and change the traffic")]
        public static partial void NotVerified(ILogger logger, string server);

        [LoggerMessage(
            2, LogLevel.Information,
            "The certificate files for QRS have changed and are used from now on; the client certificate is valid until {Expires}")]
        public static partial void Reread(ILogger logger, DateTimeOffset? expires);

        [LoggerMessage(
            3, LogLevel.Warning,
            "The certificate files for QRS have changed, but cannot be used; the previous ones stay in use: {Problem}")]
        public static partial void NotReread(ILogger logger, string problem);
    }
}
