using Butler.RelayAgent.Sense.Qrs;
using Butler.RelayAgent.Tests.Forwarding;

namespace Butler.RelayAgent.Tests.Sense.Support;

/// <summary>A test against the stand-in for QRS, with certificates on disk.</summary>
public abstract class QrsTest : IAsyncLifetime
{
    private FakeQrs? fake;

    private protected string Folder { get; } = Directory.CreateTempSubdirectory("butler-qrs-").FullName;

    private protected TestCertificates Certificates { get; private set; } = null!;

    private protected FakeQrs Qrs => fake!;

    private protected RecordingLogger<QrsConnection> ConnectionLog { get; } = new();

    public virtual async ValueTask InitializeAsync()
    {
        Certificates = new TestCertificates(Folder);
        fake = await FakeQrs.StartAsync(Certificates);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Qrs.DisposeAsync();
        Certificates.Dispose();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected QrsOptions Options() => new()
    {
        Url = Qrs.Url,
        Certificate = Certificates.Certificate,
        Key = Certificates.Key,
        Ca = Certificates.Ca,
        ServerName = TestCertificates.ServerName,
    };

    private protected QrsRestClient Client(QrsOptions? options = null, TimeProvider? time = null)
    {
        options ??= Options();
        return new QrsRestClient(options, Connection(options, time), time ?? TimeProvider.System, new Random(1));
    }

    private protected QrsConnection Connection(QrsOptions? options = null, TimeProvider? time = null) =>
        new(options ?? Options(), time ?? TimeProvider.System, ConnectionLog);
}
