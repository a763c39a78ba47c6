using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Butler.Local.ServiceBus;
using Butler.Local.ServiceBus.Queues;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.Local.Tests.ServiceBus;

/// <summary>An emulator with the queue <c>q</c>.</summary>
internal sealed class EmulatorBench : IAsyncDisposable
{
    public const string KeyName = "RootManageSharedAccessKey";
    public const string Key = "c2VjcmV0IGtleSBvZiB0ZXN0cw==";

    private EmulatorBench(ServiceBusEmulator emulator, FakeTime time)
    {
        Emulator = emulator;
        Time = time;
    }

    public ServiceBusEmulator Emulator { get; }

    public FakeTime Time { get; }

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
    public static string Sign(string resource, string key, DateTimeOffset expiry, string keyName = KeyName)
    {
        var encoded = Uri.EscapeDataString(resource);
        var seconds = expiry.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToBase64String(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(encoded + "\n" + seconds)));
        return $"SharedAccessSignature sr={encoded}&sig={Uri.EscapeDataString(signature)}&se={seconds}&skn={keyName}";
    }

    public ValueTask DisposeAsync() => Emulator.DisposeAsync();
}
