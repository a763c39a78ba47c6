using System.Diagnostics;
using System.Globalization;
using Butler.Local.FunctionsHost;
using Butler.Local.FunctionsHost.Configuration;
using Butler.Local.ServiceBus.Queues;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.Benchmarks.Load;

/// <summary>How long a program takes until it is of use, and what it holds then.</summary>
internal static class StartUp
{
    public static async Task<(double Milliseconds, double Resident)> RelayAsync(string relay)
    {
        var directory = Directory.CreateTempSubdirectory("butler-bench-").FullName;
        var listening = new TaskCompletionSource();
        var start = Stopwatch.GetTimestamp();
        using var process = Processes.Start(relay, ["run"], Intake.RelayEnvironment(directory), line =>
        {
            if (line.Contains("listening on udp=", StringComparison.Ordinal))
            {
                listening.TrySetResult();
            }
        });
        await listening.Task.WaitAsync(TimeSpan.FromSeconds(10));
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        await Task.Delay(2000);
        var resident = Processes.ResidentMegabytes(process.Id);
        process.Kill();
        await process.WaitForExitAsync();
        Directory.Delete(directory, recursive: true);
        return (elapsed, resident);
    }

    /// <summary>Starts function apps in turns, and prints what each start took. The first round also warms the host up.</summary>
    public static async Task CompareAsync(string[] programs)
    {
        for (var round = 0; round < 10; round++)
        {
            foreach (var program in programs)
            {
                var (message, answer, resident) = await FunctionsAsync(program);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{round} {program}: first message {message:0} ms, first answer {answer:0} ms, resident {resident:0} MB"));
            }
        }
    }

    /// <summary>
    /// From the start of the host to the moment at which a message can be handled, and to the first answer of an HTTP function.
    /// </summary>
    public static async Task<(double Message, double Answer, double Resident)> FunctionsAsync(string functions)
    {
        var queues = new EmptyQueues();
        var directory = Directory.CreateTempSubdirectory("butler-bench-").FullName;
        var settings = new Dictionary<string, string>
        {
            ["ServiceBus"] = "Endpoint=sb://127.0.0.1:9;SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true",
            ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
        };
        using var client = new HttpClient();
        var start = Stopwatch.GetTimestamp();
        await using var host = await LocalFunctionsHost.StartAsync(
            new FunctionsHostOptions { WorkerPath = functions, DataDirectory = directory, AppSettings = settings },
            queues,
            TimeProvider.System,
            NullLoggerFactory.Instance,
            CancellationToken.None);
        var message = Stopwatch.GetElapsedTime(start, await queues.FirstReceive).TotalMilliseconds;
        using (await client.GetAsync(new Uri(host.Address, "/api/healthz")))
        {
        }

        var answer = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        await Task.Delay(1000);
        var resident = Processes.ResidentMegabytes(host.App.ProcessId!.Value);
        await host.DisposeAsync();
        Directory.Delete(directory, recursive: true);
        return (message, answer, resident);
    }

    /// <summary>Queues on which nothing comes; they tell when the host first asks.</summary>
    private sealed class EmptyQueues : IQueueSource
    {
        private readonly TaskCompletionSource<long> asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<long> FirstReceive => asked.Task;

        public async Task<BrokerMessage> ReceiveAsync(string entityPath, CancellationToken cancellationToken)
        {
            asked.TrySetResult(Stopwatch.GetTimestamp());
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("Nothing comes.");
        }

        public bool Complete(string entityPath, Guid lockToken) => false;

        public bool Abandon(string entityPath, Guid lockToken) => false;

        public bool Renew(string entityPath, Guid lockToken) => false;
    }
}
