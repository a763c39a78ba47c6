using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Butler.Core.Destinations;

/// <summary>Checks a server's certificate by the settings. The name must always match, unless every certificate is accepted.</summary>
internal static class ServerTrust
{
    /// <summary>Creates the options of a TLS client, and reads the file of the authorities.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The file of the authorities holds no certificate.</exception>
    /// <exception cref="IOException">The file of the authorities cannot be read.</exception>
    [SuppressMessage("Security", "CA5359", Justification = "Only where the operator's file says so, for one destination.")]
    public static SslClientAuthenticationOptions Options(HttpTrust trust)
    {
        var options = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = CertificateCheck.Accept };
        if (trust.Insecure)
        {
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        }
        else if (trust.CaFile is not null)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.ImportFromPemFile(trust.CaFile);
            options.CertificateChainPolicy = policy;
        }

        return options;
    }
}
