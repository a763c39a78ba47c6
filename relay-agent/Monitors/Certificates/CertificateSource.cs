using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Monitors.Certificates;

/// <summary>Finds the certificates between the relay and the repository service.</summary>
internal sealed class CertificateSource(QrsOptions options, QrsConnection connection, IQrs qrs)
{
    /// <summary>The relay's client certificate; empty when the repository service is called without TLS.</summary>
    /// <exception cref="QrsException">The certificate cannot be read.</exception>
    public IEnumerable<WatchedCertificate> Client() => connection.Get().Client is { } client
        ? [new("Client certificate for QRS", Environment.MachineName, options.Certificate ?? options.Pfx, ShownCertificate.Of(client))]
        : [];

    /// <summary>The configured root certificates of Sense; empty when the machine's are used.</summary>
    /// <exception cref="QrsException">A certificate cannot be read.</exception>
    public IEnumerable<WatchedCertificate> Roots()
    {
        var roots = QrsCertificates.Roots(options);
        try
        {
            return [.. (roots ?? []).Select(root =>
                new WatchedCertificate("Root certificate of Sense", Environment.MachineName, options.Ca, ShownCertificate.Of(root)))];
        }
        finally
        {
            foreach (var root in roots ?? [])
            {
                root.Dispose();
            }
        }
    }

    /// <summary>The certificate that the repository service presents; empty without TLS.</summary>
    /// <exception cref="QrsException">The repository service does not answer.</exception>
    /// <exception cref="MonitorException">The certificate files were replaced meanwhile.</exception>
    public async Task<IEnumerable<WatchedCertificate>> ServerAsync(CancellationToken stopping)
    {
        if (options.Url.Scheme != Uri.UriSchemeHttps)
        {
            return [];
        }

        // The certificate is known once a connection was made.
        await qrs.GetAsync("about", null, stopping);
        return connection.Get().Check.Shown is { } shown
            ? [new("Server certificate of QRS", options.Url.Host, null, shown)]
            : throw new MonitorException("the connection to the repository service was replaced during the look");
    }
}
