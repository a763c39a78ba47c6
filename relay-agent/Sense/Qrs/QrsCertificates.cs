using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Butler.RelayAgent.Sense.Qrs;

/// <summary>Reads the client certificate and Sense's root from the configured places.</summary>
internal static class QrsCertificates
{
    /// <summary>The client certificate with its key; null for plain HTTP without a certificate.</summary>
    /// <exception cref="QrsException">The certificate cannot be read; the message says how to fix it.</exception>
    public static X509Certificate2? Client(QrsOptions options)
    {
        try
        {
            return options switch
            {
                { Thumbprint: { } thumbprint } => FromStore(thumbprint),
                { Pfx: { } pfx } => X509CertificateLoader.LoadPkcs12FromFile(pfx, options.Password),
                { Certificate: { } certificate, Key: { } key } => Usable(options.Password is { } password
                    ? X509Certificate2.CreateFromEncryptedPemFile(certificate, password, key)
                    : X509Certificate2.CreateFromPemFile(certificate, key)),
                _ => null,
            };
        }
        catch (Exception failure) when (IsUnreadable(failure))
        {
            throw new QrsException(0, $"The client certificate for QRS cannot be read: {failure.Message} Check qrs.certificate and qrs.key "
                + $"(or qrs.pfx and qrs.password).", failure);
        }
    }

    /// <summary>The only trusted roots; null: those of the machine.</summary>
    /// <exception cref="QrsException">The roots cannot be read; the message says how to fix it.</exception>
    public static X509Certificate2Collection? Roots(QrsOptions options)
    {
        if (options.Ca is not { } path)
        {
            return null;
        }

        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPemFile(path);
        }
        catch (Exception failure) when (IsUnreadable(failure))
        {
            throw new QrsException(0, $"Sense's root certificate cannot be read: {failure.Message} Check qrs.ca.", failure);
        }

        return roots.Count > 0 ? roots : throw new QrsException(0, $"No certificate is in {path}; qrs.ca must name Sense's root.pem.");
    }

    /// <summary>A stamp that changes when a certificate file is replaced.</summary>
    public static string Stamp(QrsOptions options) => string.Join(
        '|',
        new[] { options.Certificate, options.Key, options.Pfx, options.Ca }
            .OfType<string>()
            .Select(path => new FileInfo(path))
            .Select(file => file.Exists ? $"{file.LastWriteTimeUtc.Ticks}:{file.Length}" : "none"));

    /// <summary>Makes a key usable: Windows cannot use a key that is only in memory for TLS, but can use one from PKCS#12.</summary>
    private static X509Certificate2 Usable(X509Certificate2 fromPem)
    {
        if (!OperatingSystem.IsWindows())
        {
            return fromPem;
        }

        using (fromPem)
        {
            return X509CertificateLoader.LoadPkcs12(fromPem.Export(X509ContentType.Pkcs12), password: null);
        }
    }

    private static X509Certificate2 FromStore(string thumbprint)
    {
        foreach (var location in new[] { StoreLocation.LocalMachine, StoreLocation.CurrentUser })
        {
            using var store = new X509Store(StoreName.My, location);
            store.Open(OpenFlags.ReadOnly);
            if (store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false) is [var found, ..])
            {
                return found.HasPrivateKey
                    ? found
                    : throw new QrsException(0, $"The certificate {thumbprint} in the Windows store has no key that this account may use.");
            }
        }

        throw new QrsException(0, $"No certificate {thumbprint} is in the Windows store (personal certificates of the computer or of this "
            + $"account). Check qrs.thumbprint.");
    }

    private static bool IsUnreadable(Exception failure) =>
        failure is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException;
}
