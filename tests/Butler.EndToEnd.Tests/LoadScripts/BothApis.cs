using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Butler.EndToEnd.Tests.Support;

namespace Butler.EndToEnd.Tests.LoadScripts;

/// <summary>A <c>butler up</c> whose relay serves the API too, with rules for tasks, apps and files, in folders of its own.</summary>
public sealed class BothApis : IAsyncLifetime
{
    private const string SenseOptions = """
        qrs:
          url: "${BUTLER_SENSE_QRS}"
          certificate: "${BUTLER_SENSE_CERTIFICATES}/client.pem"
          key: "${BUTLER_SENSE_CERTIFICATES}/client_key.pem"
          ca: "${BUTLER_SENSE_CERTIFICATES}/root.pem"
          user: INTERNAL\sa_api
        engine: { url: "${BUTLER_SENSE_ENGINE}", user: INTERNAL\sa_api }
        """;

    private ButlerUp? up;
    private HttpClient? functionApp;
    private HttpClient? relay;

    /// <summary>The folder of the files, with <c>in</c>, <c>out</c> and <c>qvd</c>.</summary>
    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("butler-files-");

    public async ValueTask InitializeAsync()
    {
        foreach (var name in new[] { "in", "out", "qvd" })
        {
            Folder.CreateSubdirectory(name);
        }

        var port = FreePort();
        var file = Path.Combine(Folder.FullName, "relay.yaml");
        await File.WriteAllTextAsync(file, Relay(Folder.FullName.Replace('\\', '/'), port));
        up = await ButlerUp.StartAsync("{ channels: { a: { type: console } }, routes: [] }", data: null, "--relay-config", file);
        functionApp = new HttpClient { BaseAddress = new Uri(up.Http, "/api/v4/"), Timeout = TimeSpan.FromMinutes(5) };
        relay = new HttpClient
        {
            BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/v4/")),
            Timeout = TimeSpan.FromMinutes(5),
        };
        using var sense = up.Sense();
        using var quick = await sense.PatchAsync("/simulator/behaviour", JsonContent.Create(new { runTime = "00:00:01" }));
        quick.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await Eventually.TrueAsync(
            async () => (await AskAsync("function app", "GET apps/list")).StartsWith("200", StringComparison.Ordinal),
            "the relay's heartbeat has come");
    }

    public async ValueTask DisposeAsync()
    {
        functionApp?.Dispose();
        relay?.Dispose();
        if (up is not null)
        {
            await up.DisposeAsync();
        }

        Folder.Delete(recursive: true);
    }

    /// <summary>The full path of a file, with slashes.</summary>
    public string PathOf(string name) => Path.Combine(Folder.FullName, name).Replace('\\', '/');

    /// <summary>A client of the simulated Sense site.</summary>
    public HttpClient Sense() => up!.Sense();

    /// <summary>Sends a request.</summary>
    /// <param name="where"><c>function app</c> or <c>relay</c>.</param>
    /// <param name="request">Method and path below the prefix, such as <c>GET apps/list</c>.</param>
    /// <param name="body">The body; null: none.</param>
    /// <param name="headers">Headers.</param>
    /// <returns>Status and body.</returns>
    public async Task<string> AskAsync(string where, string request, string? body = null, params (string Name, string Value)[] headers)
    {
        var client = where == "relay" ? relay! : functionApp!;
        var space = request.IndexOf(' ', StringComparison.Ordinal);
        using var message = new HttpRequestMessage(
            new HttpMethod(request[..space]), new Uri(client.BaseAddress!, request[(space + 1)..]))
        {
            Content = body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
        };
        foreach (var (name, value) in headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(message, TestContext.Current.CancellationToken);
        return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
    }

    private static string Relay(string folder, int port) => $$"""
        relay: { name: local, site: default }
        serviceBus: { connection: "${BUTLER_SERVICEBUS}" }
        udp: { listen: "127.0.0.1:9998" }
        commands:
          key: "${BUTLER_COMMAND_KEY}"
          startTask: { any: true, types: [reload] }
          reloadApp: { any: true }
          dumpApp: { any: true, storageAccounts: [devstoreaccount1] }
          files:
            copy: [{ from: "{{folder}}/in", to: "{{folder}}/out" }]
            move: [{ from: "{{folder}}/in", to: "{{folder}}/out" }]
            delete: ["{{folder}}/out"]
            createDir: ["{{folder}}/out"]
            qvdPath: "{{folder}}/qvd"
        {{SenseOptions}}
        api: { listen: "127.0.0.1:{{port.ToString(CultureInfo.InvariantCulture)}}" }
        """;

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}

/// <summary>One <c>butler up</c> for all classes that use both APIs.</summary>
[CollectionDefinition(Name)]
public sealed class BothApisCollection : ICollectionFixture<BothApis>
{
    public const string Name = "both APIs";
}
