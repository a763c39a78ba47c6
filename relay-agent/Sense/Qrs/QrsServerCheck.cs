using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Butler.RelayAgent.Sense.Qrs;

/// <summary>Checks the repository service's certificate: its name and its root.</summary>
/// <param name="options">The configuration.</param>
/// <param name="roots">The only roots to trust; null: the machine's.</param>
internal sealed class QrsServerCheck(QrsOptions options, X509Certificate2Collection? roots)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly string expected = options.ServerName ?? options.Url.Host;

    /// <summary>Why the last certificate was refused and how to fix it; null when none was refused.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The server's certificate in the last connection that was made; null before the first.</summary>
    public ShownCertificate? Shown { get; private set; }

    /// <summary>The settings of the TLS connection.</summary>
    public SslClientAuthenticationOptions Tls(X509Certificate2? client)
    {
        var tls = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Check(certificate, chain, errors),
        };
        if (client is not null)
        {
            // Sense sends no list of issuers, so the client certificate is always sent.
            tls.ClientCertificates = [client];
            tls.LocalCertificateSelectionCallback = (_, _, _, _, _) => client;
        }

        if (roots is not null)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                ApplicationPolicy = { new Oid(ServerAuthentication) },
            };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        }

        return tls;
    }

    private bool Check(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Shown = certificate is X509Certificate2 shown ? ShownCertificate.Of(shown) : null;
        Refusal = options.Verify ? Reason(certificate, chain, errors) : null;
        return Refusal is null;
    }

    /// <remarks>The HTTP handler always compares the name with the address's host, so the name is checked here.</remarks>
    private string? Reason(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 shown)
        {
            return $"{options.Url.Authority} showed no certificate. Check that qrs.url is the repository service's address.";
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            var why = string.Join(", ", (chain?.ChainStatus ?? []).Select(status => status.Status).Distinct());
            return $"The certificate of {options.Url.Authority} ({shown.Subject}) is not trusted ({why}). "
                + "Set qrs.ca to the root.pem that Sense's QMC exports along with the client certificate.";
        }

        return shown.MatchesHostname(expected)
            ? null
            : $"The certificate of {options.Url.Authority} is made out to {string.Join(", ", Names(shown))}, not to {expected}. "
            + "Set qrs.serverName to the name in the certificate.";
    }

    private static List<string> Names(X509Certificate2 certificate)
    {
        var alternative = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        var names = alternative is null
            ? []
            : alternative.EnumerateDnsNames().Concat(alternative.EnumerateIPAddresses().Select(address => address.ToString())).ToList();
        return names.Count > 0 ? names : [certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false)];
    }
}
