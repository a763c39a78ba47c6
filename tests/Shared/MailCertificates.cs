using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Butler.Tests;

/// <summary>
/// An authority, one below it, and a mail server's certificate from that for the name <c>mail.test</c> and the address 127.0.0.1.
/// </summary>
internal sealed class MailCertificates : IDisposable
{
    public const string Name = "mail.test";

    private readonly DirectoryInfo directory = System.IO.Directory.CreateTempSubdirectory("butler-mail-");

    /// <param name="expired">Whether the server's certificate was valid until yesterday.</param>
    public MailCertificates(bool expired = false)
    {
        using var root = Authority("CN=Root of the test", null);
        using var between = Authority("CN=Between", root);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var server = request.Create(
            between, DateTimeOffset.UtcNow.AddDays(expired ? -2 : -1), DateTimeOffset.UtcNow.AddDays(expired ? -1 : 5),
            RandomNumberGenerator.GetBytes(8));
        Ca = Write("ca.pem", root.ExportCertificatePem());
        Chain = Write("chain.pem", server.ExportCertificatePem() + "\n" + between.ExportCertificatePem());
        Key = Write("key.pem", key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>The root, as an operator names it.</summary>
    public string Ca { get; }

    /// <summary>The server's certificate and the one between.</summary>
    public string Chain { get; }

    public string Key { get; }

    public void Dispose() => directory.Delete(recursive: true);

    private static X509Certificate2 Authority(string name, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-4), DateTimeOffset.UtcNow.AddDays(10));
        if (issuer is null)
        {
            return request.CreateSelfSigned(from, to);
        }

        using var issued = request.Create(issuer, from.AddHours(1), to.AddHours(-1), RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }

    private string Write(string file, string text)
    {
        var path = Path.Combine(directory.FullName, file);
        File.WriteAllText(path, text);
        return path;
    }
}
