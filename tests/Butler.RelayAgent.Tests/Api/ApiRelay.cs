using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Secrets;
using Butler.RelayAgent.Api;
using Butler.RelayAgent.Commands;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Identity;
using Butler.RelayAgent.Sense.Qrs;
using Butler.RelayAgent.Tests.Commands;
using Butler.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Butler.RelayAgent.Tests.Api;

/// <summary>The API of a relay on a real socket, with the configuration, services and ledger of the relay, and a repository in memory.</summary>
internal sealed class ApiRelay : IAsyncDisposable
{
    private readonly ServiceProvider provider;
    private readonly ApiListener listener;
    private readonly HttpClient client;

    private ApiRelay(ServiceProvider provider, ApiListener listener, HttpClient client) =>
        (this.provider, this.listener, this.client) = (provider, listener, client);

    public IServiceProvider Services => provider;

    /// <summary>Starts the API.</summary>
    /// <param name="directory">The folder of relay.yaml and of the journal; what an earlier process left is found there.</param>
    /// <param name="api">The keys of the section <c>api</c> besides <c>listen</c>, each line indented by two.</param>
    /// <param name="qrs">The repository; null: one with its two tasks.</param>
    /// <param name="trusted">The certificate of the listener; null: HTTP.</param>
    public static async Task<ApiRelay> StartAsync(
        DirectoryInfo directory, string api = "", FakeQrs? qrs = null, X509Certificate2? trusted = null)
    {
        var options = Read(directory, $"api:\n  listen: 127.0.0.1:0\n{api}");
        var provider = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new Random(1))
            .AddSingleton(new RelayIdentity { Name = "relay-1", Site = "default" })
            .AddSingleton(new Redaction([]))
            .AddSingleton<IServiceBus>(new CommandBus(TimeProvider.System, new KillSwitch()))
            .AddSingleton<IQrs>(qrs ?? new FakeQrs())
            .AddCommands(options.Commands, options.Journal, [], withApi: true)
            .AddRelayApi(options.Api)
            .BuildServiceProvider();
        var listener = (ApiListener)provider.GetServices<IHostedService>().Single();
        await listener.StartAsync(CancellationToken.None);
        var handler = new HttpClientHandler();
        if (trusted is not null)
        {
            handler.ServerCertificateCustomValidationCallback = (_, certificate, _, _) => certificate?.Thumbprint == trusted.Thumbprint;
        }

        return new ApiRelay(provider, listener, new HttpClient(handler) { BaseAddress = listener.Address });
    }

    /// <summary>Reads a relay.yaml.</summary>
    public static RelayOptions Read(DirectoryInfo directory, string section)
    {
        var file = Path.Combine(directory.FullName, "relay.yaml");
        File.WriteAllText(file, $$"""
            relay: { name: relay-1, site: default }
            serviceBus: { connection: "Endpoint=sb://127.0.0.1:1;SharedAccessKeyName=k;SharedAccessKey=v;UseDevelopmentEmulator=true" }
            commands: { startTask: { any: true, types: [reload] } }
            {{section}}
            """);
        return RelayConfiguration.Read(name => name == RelayConfiguration.ConfigPathVariable ? file : null);
    }

    /// <summary>Sends a request.</summary>
    /// <returns>Status and body; of a problem its message.</returns>
    public async Task<string> AskAsync(string request, string? body = null, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(request, body, headers);
        var text = await response.Content.ReadAsStringAsync();
        return response.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? $"{(int)response.StatusCode} {System.Text.Json.JsonElement.Parse(text).GetProperty("message").GetString()}"
            : $"{(int)response.StatusCode} {text}";
    }

    /// <summary>Sends bytes as they are, which a client would correct.</summary>
    public async Task<string> RawAsync(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(listener.Address!.Host, listener.Address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    /// <summary>The certificate that a new connection is shown.</summary>
    public async Task<string?> ThumbprintAsync()
    {
        string? shown = null;
        using var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, certificate, _, _) =>
            {
                shown = certificate?.Thumbprint;
                return true;
            },
        };
        using var other = new HttpClient(handler) { BaseAddress = listener.Address };
        using var response = await other.GetAsync(new Uri("v4/butlerping", UriKind.Relative));
        return shown;
    }

    public Task<HttpResponseMessage> SendAsync(string request, string? body = null, params (string Name, string Value)[] headers)
    {
        var space = request.IndexOf(' ', StringComparison.Ordinal);
        var message = new HttpRequestMessage(
            new HttpMethod(request[..space]), new Uri(client.BaseAddress!, request[(space + 1)..]))
        {
            Content = body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
        };
        foreach (var (name, value) in headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return client.SendAsync(message);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await listener.StopAsync(CancellationToken.None);
        await provider.DisposeAsync();
    }
}
