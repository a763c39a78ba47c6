using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Butler.Core.Destinations;

/// <summary>
/// Validates a server's certificate as TLS does by default, and explains a rejection with the names, dates and authorities.
/// </summary>
internal static class CertificateCheck
{
    /// <summary>
    /// The callback for <see cref="SslClientAuthenticationOptions.RemoteCertificateValidationCallback"/>. The sender is the stream, or the
    /// requested name.
    /// </summary>
    /// <exception cref="CertificateException">The certificate is not accepted.</exception>
    public static bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        errors == SslPolicyErrors.None ? true : throw new CertificateException(
            Describe(certificate, chain, errors, (sender as SslStream)?.TargetHostName ?? sender as string ?? ""));

    private static string Describe(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, string asked)
    {
        if (certificate is not X509Certificate2 shown)
        {
            return "the server shows no certificate";
        }

        var reasons = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            reasons.Add($"the server's certificate is for {string.Join(", ", Names(shown))}, not for {asked}: use a name that is on the "
                + $"certificate");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            reasons.AddRange(OfChain(shown, chain));
        }

        return reasons.Count > 0 ? string.Join("; ", reasons) : $"the server's certificate is not accepted ({errors})";
    }

    private static IEnumerable<string> OfChain(X509Certificate2 shown, X509Chain? chain)
    {
        var elements = chain?.ChainElements.ToList() ?? [];
        foreach (var element in elements.Where(e => e.ChainElementStatus.Any(s => s.Status == X509ChainStatusFlags.NotTimeValid)))
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"the certificate of {Name(element.Certificate)} is valid from {Day(element.Certificate.NotBefore)} to "
                    + $"{Day(element.Certificate.NotAfter)}: it is expired, or this machine's clock is wrong");
        }

        var flags = (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, s) => all | s.Status);
        if ((flags & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0)
        {
            var last = elements.Count > 0 ? elements[^1].Certificate : shown;
            yield return shown.SubjectName.RawData.AsSpan().SequenceEqual(shown.IssuerName.RawData)
                ? "the server's certificate is signed by itself and not trusted here: name it as ca"
                : $"the server's certificate comes from the authority {last.GetNameInfo(X509NameType.SimpleName, forIssuer: true)}, which "
                    + $"is not trusted here: name its certificate as ca";
        }

        var others = flags & ~(X509ChainStatusFlags.NotTimeValid | X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain);
        if (others != X509ChainStatusFlags.NoError)
        {
            yield return $"the server's certificate is not accepted ({others})";
        }
    }

    private static List<string> Names(X509Certificate2 certificate)
    {
        var alternative = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        List<string> names = alternative is null
            ? []
            : [.. alternative.EnumerateDnsNames(), .. alternative.EnumerateIPAddresses().Select(a => a.ToString())];
        return names.Count > 0 ? names : [Name(certificate)];
    }

    private static string Name(X509Certificate2 certificate) => certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);

    private static string Day(DateTime local) => local.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
