using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Butler.EndToEnd.Tests.Support;

/// <summary>A <c>butler up</c> of its own on free ports, used from outside as an operator uses it.</summary>
internal sealed partial class ButlerUp : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(3);
    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();
    private readonly TaskCompletionSource<Match> up = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool ownsData;

    private ButlerUp(Process process, string data, bool ownsData)
    {
        this.process = process;
        this.ownsData = ownsData;
        Data = data;
        process.OutputDataReceived += (_, e) => Take(e.Data);
        process.ErrorDataReceived += (_, e) => Take(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The build output of the <c>butler</c> command.</summary>
    public static string Directory { get; } = Path.Combine(
        Repository.Root, "artifacts", "bin", "Butler.Cli", Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)));

    public string Data { get; }

    public Uri Http { get; private set; } = new("http://invalid.invalid");

    public IPEndPoint Udp { get; private set; } = new(IPAddress.None, 0);

    public Uri ServiceBus { get; private set; } = new("http://invalid.invalid");

    public int ProcessId => process.Id;

    /// <summary>All that it printed.</summary>
    public IReadOnlyList<string> Lines => [.. lines];

    /// <summary>Starts it and waits for its line.</summary>
    /// <param name="configuration">The text of butler.yaml; null for the one that ships.</param>
    /// <param name="data">The directory of an earlier run; null for a new one that is deleted in the end.</param>
    /// <param name="arguments">More arguments.</param>
    public static async Task<ButlerUp> StartAsync(string? configuration = null, string? data = null, params string[] arguments)
    {
        var owns = data is null;
        data ??= System.IO.Directory.CreateTempSubdirectory("butler-e2e-").FullName;
        List<string> all = ["up", "--http", "0", "--udp", "0", "--servicebus", "0", "--data", data, .. arguments];
        if (configuration is null)
        {
            all.Add("--no-demo");
        }
        else
        {
            var file = Path.Combine(data, "test-butler.yaml");
            await File.WriteAllTextAsync(file, configuration);
            all.AddRange(["--config", file]);
        }

        return await StartAsync(all, data, owns);
    }

    /// <summary>Starts it in a directory of its own with more variables in its environment.</summary>
    public static async Task<ButlerUp> StartAsync(string configuration, IReadOnlyDictionary<string, string> environment)
    {
        var data = System.IO.Directory.CreateTempSubdirectory("butler-e2e-").FullName;
        var file = Path.Combine(data, "test-butler.yaml");
        await File.WriteAllTextAsync(file, configuration);
        return await StartAsync(
            ["up", "--http", "0", "--udp", "0", "--servicebus", "0", "--data", data, "--config", file], data, ownsData: true, environment);
    }

    /// <summary>Starts it as README's first command does, the failure that it shows by itself included.</summary>
    public static Task<ButlerUp> StartWithDemoAsync()
    {
        var data = System.IO.Directory.CreateTempSubdirectory("butler-e2e-").FullName;
        return StartAsync(["up", "--http", "0", "--udp", "0", "--servicebus", "0", "--data", data], data, ownsData: true);
    }

    private static async Task<ButlerUp> StartAsync(
        IReadOnlyList<string> arguments, string data, bool ownsData, IReadOnlyDictionary<string, string>? environment = null)
    {
        var butler = new ButlerUp(Run(arguments, environment), data, ownsData);
        var first = await Task.WhenAny(butler.up.Task, butler.process.WaitForExitAsync(), Task.Delay(StartPatience));
        if (first != butler.up.Task)
        {
            await butler.DisposeAsync();
            throw new InvalidOperationException("butler up did not come up:\n" + string.Join('\n', butler.Lines));
        }

        var match = await butler.up.Task;
        butler.Http = new Uri(match.Groups["http"].Value);
        butler.Udp = IPEndPoint.Parse(match.Groups["udp"].Value);
        butler.ServiceBus = new Uri(match.Groups["bus"].Value);
        return butler;
    }

    /// <summary>Runs a butler command to its end.</summary>
    public static async Task<(int ExitCode, string Output)> CommandAsync(params string[] arguments)
    {
        using var command = Run(arguments);
        var output = command.StandardOutput.ReadToEndAsync();
        var error = command.StandardError.ReadToEndAsync();
        await command.WaitForExitAsync();
        return (command.ExitCode, await output + await error);
    }

    /// <summary>A client of the simulated Sense site, its control addresses included.</summary>
    public HttpClient Sense()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Data, "up.json")));
        return new HttpClient(new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
        })
        {
            BaseAddress = new Uri(json.RootElement.GetProperty("sense").GetString()!),
        };
    }

    /// <summary>A client of the simulated Qlik Cloud, its control addresses included.</summary>
    public HttpClient Cloud()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Data, "up.json")));
        return new HttpClient { BaseAddress = new Uri(json.RootElement.GetProperty("qlikCloud").GetProperty("address").GetString()!) };
    }

    /// <summary>Sends a datagram to the relay as Sense would.</summary>
    public void Send(string datagram)
    {
        using var socket = new UdpClient();
        socket.Send(Encoding.UTF8.GetBytes(datagram), Udp);
    }

    /// <summary>A datagram of a failed task.</summary>
    public static string Failed(string executionId, string task = "Reload of Margin Cockpit") =>
        $@"/scheduler-task-failed/;qsprod02;{task};Margin Cockpit;FABRIKAM\svc_reload;0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33;"
            + $@"6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1;2031-03-14 04:12:07,318;WARN;{executionId};Max retries reached";

    /// <summary>The process id of a part, from the file that butler up keeps.</summary>
    public int PidOf(string part)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Data, "up.json")));
        return json.RootElement.GetProperty("processes").GetProperty(part).GetInt32();
    }

    /// <summary>The process ids of all parts, butler up's own included.</summary>
    public IReadOnlyList<int> Pids()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Data, "up.json")));
        return [process.Id, .. json.RootElement.GetProperty("processes").EnumerateObject().Select(p => p.Value.GetInt32())];
    }

    /// <summary>Kills a part as the kernel would.</summary>
    public void Kill(string part) => Signal("KILL", PidOf(part));

    public static void Signal(string signal, int pid)
    {
        using var kill = Process.Start("kill", [$"-{signal}", pid.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Sends a signal to butler up itself and waits for its end.</summary>
    public async Task<int> EndAsync(string signal)
    {
        Signal(signal, process.Id);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            Signal("TERM", process.Id);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        process.Dispose();
        if (ownsData)
        {
            await Eventually.TrueAsync(() =>
            {
                try
                {
                    System.IO.Directory.Delete(Data, recursive: true);
                    return true;
                }
                catch (IOException)
                {
                    return false;
                }
            }, "the data directory can be deleted");
        }
    }

    private static Process Run(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(Path.Combine(Directory, "butler"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lines.Enqueue(line);
        if (UpLine().Match(line) is { Success: true } match)
        {
            up.TrySetResult(match);
        }
    }

    [GeneratedRegex(@"^butler is up http=(?<http>\S+) udp=(?<udp>\S+) servicebus=(?<bus>\S+)$")]
    private static partial Regex UpLine();
}
