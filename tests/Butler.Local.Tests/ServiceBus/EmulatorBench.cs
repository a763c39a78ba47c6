using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Butler.Local.ServiceBus;
using Butler.Local.ServiceBus.Queues;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.Local.Tests.ServiceBus;

/// <summary>An emulator with the queue <c>q</c> and a foreign client that knows nothing but HTTP and the documented signature.</summary>
internal sealed class EmulatorBench : IAsyncDisposable
{
    public const string KeyName = "RootManageSharedAccessKey";
    public const string Key = "c2VjcmV0IGtleSBvZiB0ZXN0cw==";

    private EmulatorBench(ServiceBusEmulator emulator, FakeTime time)
    {
        Emulator = emulator;
        Time = time;
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{emulator.Port}/") };
    }

    public ServiceBusEmulator Emulator { get; }

    public FakeTime Time { get; }

    public HttpClient Client { get; }

    public QueueCounts Counts => Emulator.Snapshot().Single();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<EmulatorBench> StartAsync(QueueOptions? options = null, FakeTime? clock = null, int port = 0)
    {
        var time = clock ?? new FakeTime();
        var emulator = await ServiceBusEmulator.StartAsync(
            new EmulatorOptions
            {
                Port = port,
                Queues = [options ?? new QueueOptions { Name = "q" }],
                SharedAccessKeyName = KeyName,
                SharedAccessKey = Key,
            },
            time,
            NullLoggerFactory.Instance,
            Cancelled);
        return new(emulator, time);
    }

    /// <summary>A signature as the vendor's documentation computes it.</summary>
    public string Sign(string resource, string key = Key, string keyName = KeyName, DateTimeOffset? expiry = null) =>
        Sign(resource, key, expiry ?? Time.GetUtcNow().AddMinutes(20), keyName);

    public static string Sign(string resource, string key, DateTimeOffset expiry, string keyName = KeyName)
    {
        var encoded = Uri.EscapeDataString(resource);
        var seconds = expiry.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToBase64String(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(encoded + "\n" + seconds)));
        return $"SharedAccessSignature sr={encoded}&sig={Uri.EscapeDataString(signature)}&se={seconds}&skn={keyName}";
    }

    public async Task<HttpResponseMessage> CallAsync(
        HttpMethod method, string path, HttpContent? content = null, Action<HttpRequestHeaders>? headers = null,
        string? authorization = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.TryAddWithoutValidation("Authorization", authorization ?? Sign(Client.BaseAddress!.ToString()));
        headers?.Invoke(request.Headers);
        return await Client.SendAsync(request, Cancelled);
    }

    public Task<HttpResponseMessage> SendAsync(string body, string? brokerProperties = null) => CallAsync(
        HttpMethod.Post,
        "q/messages",
        new StringContent(body),
        headers =>
        {
            if (brokerProperties is not null)
            {
                headers.TryAddWithoutValidation("BrokerProperties", brokerProperties);
            }
        });

    public Task<HttpResponseMessage> SendBatchAsync(string json) => CallAsync(
        HttpMethod.Post, "q/messages", new StringContent(json, Encoding.UTF8, "application/vnd.microsoft.servicebus.json"));

    public Task<HttpResponseMessage> PeekLockAsync(string entity = "q", int timeout = 0) =>
        CallAsync(HttpMethod.Post, $"{entity}/messages/head?timeout={timeout}");

    /// <summary>Waits until so many receivers are in line.</summary>
    public async Task InLineAsync(int receivers)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while (Counts.Waiting != receivers)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Emulator.DisposeAsync();
    }
}
