using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Butler.RelayAgent.Api;

/// <summary>The certificate for HTTPS. It is read again when its file changes, so that a renewed one needs no restart.</summary>
internal sealed class ServerCertificate(RelayApiOptions options)
{
    private readonly Lock gate = new();
    private (DateTime Written, X509Certificate2 Certificate)? last;

    /// <summary>The current certificate.</summary>
    /// <exception cref="IOException">It cannot be read, and none was read before.</exception>
    public X509Certificate2 Current()
    {
        lock (gate)
        {
            var written = File.GetLastWriteTimeUtc(options.Certificate!);
            if (last is not { } known || known.Written != written)
            {
                try
                {
                    last = (written, Read());
                }
                catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
                {
                    // While a renewal writes its files, the certificate before it still serves.
                    if (last is null)
                    {
                        throw new IOException($"api.certificate {options.Certificate} cannot be read: {e.Message}", e);
                    }
                }
            }

            return last!.Value.Certificate;
        }
    }

    private X509Certificate2 Read()
    {
        var path = options.Certificate!;
        if (Path.GetExtension(path).ToLowerInvariant() is ".pfx" or ".p12")
        {
            return X509CertificateLoader.LoadPkcs12FromFile(path, options.Password);
        }

        using var pem = options.Password is { } password
            ? X509Certificate2.CreateFromEncryptedPemFile(path, password, options.Key)
            : X509Certificate2.CreateFromPemFile(path, options.Key);

        // Windows serves TLS only with a key that was imported.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }
}
