using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Butler.RelayAgent.Tests.Sense.Support;

/// <summary>Certificates as a Sense site has them: a root of its own, a server's and a client's; written to PEM and PFX files.</summary>
internal sealed class TestCertificates : IDisposable
{
    public const string ServerName = "sense.test";
    public const string Password = "pfx-password";

    private readonly X509Certificate2 root;

    public TestCertificates(string directory, string name = "", DateTimeOffset? clientExpires = null)
    {
        root = Root();
        Server = Issue(ServerName, server: true, DateTimeOffset.UtcNow.AddYears(1));
        Client = Issue("QlikClient", server: false, clientExpires ?? DateTimeOffset.UtcNow.AddYears(1));
        Directory = directory;
        Ca = Write($"root{name}.pem", root.ExportCertificatePem());
        Write(Client, name);
        Pfx = Path.Combine(directory, $"client{name}.pfx");
        File.WriteAllBytes(Pfx, Client.Export(X509ContentType.Pkcs12, Password));
    }

    public string Directory { get; }

    public X509Certificate2 Server { get; }

    public X509Certificate2 Client { get; }

    public string Ca { get; }

    public string Certificate { get; private set; } = "";

    public string Key { get; private set; } = "";

    public string Pfx { get; }

    /// <summary>A new client certificate in the same files.</summary>
    public X509Certificate2 Renew(DateTimeOffset? expires = null)
    {
        var renewed = Issue("QlikClient renewed", server: false, expires ?? DateTimeOffset.UtcNow.AddYears(1));
        Write(renewed, "");
        File.SetLastWriteTimeUtc(Certificate, DateTime.UtcNow.AddMinutes(1));
        return renewed;
    }

    /// <summary>Whether it was issued by this site's root.</summary>
    public bool Issued(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    public void Dispose()
    {
        root.Dispose();
        Server.Dispose();
        Client.Dispose();
    }

    private static X509Certificate2 Root()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=sense-CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(20));
    }

    private X509Certificate2 Issue(string name, bool server, DateTimeOffset expires)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid(server ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2")], false));
        if (server)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(name);
            names.AddIpAddress(IPAddress.Parse("127.0.0.2"));
            request.CertificateExtensions.Add(names.Build());
        }

        using var issued = request.Create(root, DateTimeOffset.UtcNow.AddDays(-1), expires, RandomNumberGenerator.GetBytes(8));
        using var whole = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private void Write(X509Certificate2 client, string name)
    {
        Certificate = Write($"client{name}.pem", client.ExportCertificatePem());
        Key = Write($"client_key{name}.pem", client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    private string Write(string name, string pem)
    {
        var path = Path.Combine(Directory, name);
        File.WriteAllText(path, pem);
        return path;
    }
}
