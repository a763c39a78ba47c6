using System.Security.Cryptography.X509Certificates;

namespace Butler.RelayAgent.Sense.Qrs;

/// <summary>The public facts of a certificate, which stay when the certificate is closed.</summary>
/// <param name="Subject">Whose certificate it is.</param>
/// <param name="Issuer">Who issued it.</param>
/// <param name="Thumbprint">Its SHA-1 thumbprint.</param>
/// <param name="Expires">When it expires, UTC.</param>
internal sealed record ShownCertificate(string Subject, string Issuer, string Thumbprint, DateTimeOffset Expires)
{
    public static ShownCertificate Of(X509Certificate2 certificate) => new(
        certificate.Subject, certificate.Issuer, certificate.Thumbprint, new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));
}
