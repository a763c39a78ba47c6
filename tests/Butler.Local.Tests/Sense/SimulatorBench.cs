using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Butler.Local.Sense;
using Butler.Local.Sense.Site;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.Local.Tests.Sense;

/// <summary>A simulator of a test's own, with a relay that only listens and a client as Sense's own services are.</summary>
internal sealed class SimulatorBench : IAsyncDisposable
{
    public const string Key = "abcdefghij012345";
    private readonly UdpClient relay;

    private SimulatorBench(SenseSimulator simulator, UdpClient relay)
    {
        this.relay = relay;
        Simulator = simulator;
        ClientCertificate = X509Certificate2.CreateFromPemFile(simulator.ClientCertificatePath, simulator.ClientKeyPath);
        Root = X509CertificateLoader.LoadCertificateFromFile(simulator.RootPath);
        Client = NewClient(ClientCertificate);
    }

    public SenseSimulator Simulator { get; }

    /// <summary>Where the relay listens, as up.json names it.</summary>
    public string Relay => relay.Client.LocalEndPoint!.ToString()!;

    public X509Certificate2 ClientCertificate { get; }

    public X509Certificate2 Root { get; }

    public HttpClient Client { get; }

    public SenseTask Margin { get; } = TaskData.All[0];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <param name="directory">Where the certificates are; the tests share them, since making them takes longer than all else.</param>
    public static async Task<SimulatorBench> StartAsync(string? directory = null)
    {
        var relay = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var options = new SimulatorOptions
        {
            Directory = directory ?? Path.Combine(AppContext.BaseDirectory, "sense-certificates"),
            RelayUdp = (IPEndPoint)relay.Client.LocalEndPoint!,
        };
        var simulator = await SenseSimulator.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance, Cancelled);
        simulator.Behaviour.RunTime = TimeSpan.FromMilliseconds(100);
        simulator.Behaviour.SettleTime = TimeSpan.FromMilliseconds(50);
        return new SimulatorBench(simulator, relay);
    }

    public HttpClient NewClient(X509Certificate2? certificate)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.ClientCertificates = certificate is null ? [] : [certificate];
        handler.SslOptions.RemoteCertificateValidationCallback = (_, server, _, _) => IsOfThisSite(server);
        return new HttpClient(handler) { BaseAddress = Simulator.QrsUrl, Timeout = TimeSpan.FromSeconds(20) };
    }

    /// <summary>Sends as a client should, unless told otherwise.</summary>
    /// <param name="method">GET, POST, DELETE.</param>
    /// <param name="path">Below <c>/qrs/</c>, with its query but the xrfkey.</param>
    /// <param name="change">Spoils it.</param>
    public Task<HttpResponseMessage> CallAsync(HttpMethod method, string path, Action<HttpRequestMessage>? change = null)
    {
        var request = new HttpRequestMessage(
            method, $"/qrs/{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}xrfkey={Key}");
        request.Headers.Add("X-Qlik-Xrfkey", Key);
        request.Headers.Add("X-Qlik-User", "UserDirectory=Internal; UserId=sa_api");
        change?.Invoke(request);
        return Client.SendAsync(request, Cancelled);
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await CallAsync(HttpMethod.Get, path);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    public Task<JsonElement> FilterAsync(string entity, string filter) => GetAsync($"{entity}?filter={Uri.EscapeDataString(filter)}");

    public async Task<HttpResponseMessage> ControlAsync(HttpMethod method, string path, string? body = null)
    {
        // Without certificate: a script needs none.
        using var client = NewClient(null);
        using var request = new HttpRequestMessage(method, $"/simulator/{path}")
        {
            Content = body is null ? null : new StringContent(body),
        };
        var response = await client.SendAsync(request, Cancelled);
        await response.Content.LoadIntoBufferAsync(Cancelled);
        return response;
    }

    public async Task<string[]> DatagramAsync() => Encoding.UTF8.GetString((await relay.ReceiveAsync(Cancelled)).Buffer).Split(';');

    public Task FinalAsync(Guid executionId) =>
        Eventually.TrueAsync(() => Simulator.Site.Execution(executionId)!.IsFinal, "the execution's result is final");

    public bool IsOfThisSite(X509Certificate? server)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build((X509Certificate2)server!);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Simulator.DisposeAsync();
        relay.Dispose();
        ClientCertificate.Dispose();
        Root.Dispose();
    }
}
