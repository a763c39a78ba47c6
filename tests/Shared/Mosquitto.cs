using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Butler.Tests;

namespace Butler;

/// <summary>A real mosquitto on a port of its own, which can be stopped and started again.</summary>
internal sealed class Mosquitto : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("butler-mosquitto-").FullName;
    private Process? process;

    public Mosquitto(params string[] settings)
    {
        Assert.SkipWhen(Program is null, "mosquitto is not installed (apt-get install mosquitto)");
        Port = LoopbackPort.Tcp();
        MakeCertificates();
        string[] all =
        [
            string.Create(CultureInfo.InvariantCulture, $"listener {Port} 127.0.0.1"),
            .. settings.Select(s => s.Replace("DIR", directory, StringComparison.Ordinal)),
        ];
        File.WriteAllLines(PathOf("mosquitto.conf"), all);
    }

    public int Port { get; }

    private static string? Program { get; } = new[] { "/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/opt/homebrew/sbin/mosquitto" }
        .FirstOrDefault(File.Exists);

    public string PathOf(string file) => Path.Combine(directory, file);

    public async Task StartAsync()
    {
        process = Process.Start(new ProcessStartInfo(Program!, ["-c", PathOf("mosquitto.conf")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        await Eventually.TrueAsync(Answers, "mosquitto listens");
    }

    public void Stop()
    {
        process?.Kill();
        process?.WaitForExit();
        process?.Dispose();
        process = null;
    }

    /// <summary>Makes a password file with one user, with mosquitto's own tool.</summary>
    public void AddUser(string user, string password)
    {
        using var tool = Process.Start("mosquitto_passwd", ["-c", "-b", PathOf("passwords"), user, password]);
        tool.WaitForExit();
        Permit(PathOf("passwords"), (UnixFileMode)0b110_100_100);
    }

    public void Dispose()
    {
        Stop();
        Directory.Delete(directory, recursive: true);
    }

    private bool Answers()
    {
        using var client = new TcpClient();
        try
        {
            client.Connect(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>An authority, a certificate for the name "broker" and one for a client.</summary>
    private void MakeCertificates()
    {
        Permit(directory, (UnixFileMode)0b111_101_101);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(10));
        using var ca = authority.CreateSelfSigned(from, to);
        Write("ca.pem", ca.ExportCertificatePem());
        foreach (var name in (string[])["broker", "client"])
        {
            using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest($"CN={name}", own, HashAlgorithmName.SHA256);
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(name);
            request.CertificateExtensions.Add(names.Build());
            using var signed = request.Create(ca, from, to, RandomNumberGenerator.GetBytes(8));
            Write($"{name}.pem", signed.ExportCertificatePem());
            Write($"{name}.key", own.ExportPkcs8PrivateKeyPem());
            using var whole = signed.CopyWithPrivateKey(own);
            File.WriteAllBytes(PathOf($"{name}.pfx"), whole.Export(X509ContentType.Pfx, "secret"));
        }
    }

    private void Write(string file, string text)
    {
        File.WriteAllText(PathOf(file), text);
        Permit(PathOf(file), (UnixFileMode)0b110_100_100);
    }

    /// <summary>mosquitto gives up root's rights, and must read the files all the same.</summary>
    private static void Permit(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}
