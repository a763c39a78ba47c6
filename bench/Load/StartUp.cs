using System.Diagnostics;
using Butler.Local.Processes;

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

    /// <summary>As the Functions host does it: a probe every 25 ms until something answers.</summary>
    public static async Task<(double Milliseconds, double Resident)> FunctionsAsync(string functions)
    {
        var port = FreePort.Tcp();
        using var client = new HttpClient();
        var start = Stopwatch.GetTimestamp();
        using var process = Processes.Start(
            functions,
            [],
            new Dictionary<string, string>
            {
                ["FUNCTIONS_CUSTOMHANDLER_PORT"] = $"{port}",
                ["ServiceBus"] = "Endpoint=sb://127.0.0.1:9;SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true",
                ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
            },
            _ => { });
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/api/healthz"));
                break;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(5);
            }
        }

        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        await Task.Delay(1000);
        var resident = Processes.ResidentMegabytes(process.Id);
        process.Kill();
        await process.WaitForExitAsync();
        return (elapsed, resident);
    }
}
