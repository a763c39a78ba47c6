using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Butler.Local.Files;

namespace Butler.Local.Sense.Certificates;

/// <summary>
/// The certificates that Sense creates for itself and exports for others, with the names of that export: created at the first start, kept
/// for later ones, readable only by their owner. The root's key is not kept, because nothing more is signed.
/// </summary>
internal sealed class SimulatorCertificates : IDisposable
{
    private static readonly TimeSpan Valid = TimeSpan.FromDays(365);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(31);
    private readonly string directory;

    private SimulatorCertificates(string directory)
    {
        this.directory = directory;
        Root = X509CertificateLoader.LoadCertificateFromFile(RootPath);
        using var server = X509Certificate2.CreateFromPemFile(In("server.pem"), In("server_key.pem"));

        // On Windows a server's key must not be ephemeral, like one from PEM.
        Server = X509CertificateLoader.LoadPkcs12(server.Export(X509ContentType.Pkcs12), null);
    }

    public X509Certificate2 Root { get; }

    /// <summary>The server's certificate with its key.</summary>
    public X509Certificate2 Server { get; }

    public string RootPath => In("root.pem");

    public string ClientPath => In("client.pem");

    public string ClientKeyPath => In("client_key.pem");

    /// <summary>Opens the certificates in the directory; creates new ones when there are none or they expire soon.</summary>
    public static SimulatorCertificates Open(string directory, TimeProvider time)
    {
        Directory.CreateDirectory(directory);
        if (!IsUsable(directory, time.GetUtcNow()))
        {
            Make(directory, time.GetUtcNow());
        }

        return new SimulatorCertificates(directory);
    }

    /// <summary>Whether a client's certificate was signed by this root.</summary>
    public bool IsOurs(X509Certificate2 client)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(client);
    }

    public void Dispose()
    {
        Root.Dispose();
        Server.Dispose();
    }

    private static bool IsUsable(string directory, DateTimeOffset now)
    {
        string[] names = ["root.pem", "server.pem", "server_key.pem", "client.pem", "client_key.pem"];
        if (!names.All(name => File.Exists(Path.Combine(directory, name))))
        {
            return false;
        }

        // All five were created at the same time.
        using var client = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(directory, "client.pem"));
        return client.NotBefore.ToUniversalTime() <= now && client.NotAfter.ToUniversalTime() > now + RenewBefore;
    }

    private static void Make(string directory, DateTimeOffset now)
    {
        using var rootKey = RSA.Create(2048);
        var request = Request("CN=qsprod01-CA", rootKey);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        using var root = request.CreateSelfSigned(now.AddHours(-1), now + Valid);
        Issue(directory, "server", root, "1.3.6.1.5.5.7.3.1", "CN=qsprod01.fabrikam.example.com");
        Issue(directory, "client", root, "1.3.6.1.5.5.7.3.2", "CN=QlikClient");

        // Last, because without it the others are created again.
        Write(directory, "root.pem", root.ExportCertificatePem());
    }

    private static void Issue(string directory, string name, X509Certificate2 root, string usage, string subject)
    {
        using var key = RSA.Create(2048);
        var request = Request(subject, key);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddDnsName("qsprod01.fabrikam.example.com");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(root, root.NotBefore, root.NotAfter, RandomNumberGenerator.GetBytes(16));
        Write(directory, $"{name}.pem", certificate.ExportCertificatePem());
        Write(directory, $"{name}_key.pem", key.ExportRSAPrivateKeyPem());
    }

    private static CertificateRequest Request(string subject, RSA key)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }

    private static void Write(string directory, string name, string pem) =>
        WholeFile.Write(Path.Combine(directory, name), Encoding.ASCII.GetBytes(pem));

    private string In(string name) => Path.Combine(directory, name);
}
