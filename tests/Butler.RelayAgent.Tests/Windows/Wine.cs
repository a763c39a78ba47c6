using System.Collections.Concurrent;
using System.Diagnostics;

namespace Butler.RelayAgent.Tests.Windows;

/// <summary>
/// A Windows of its own in a temporary folder: on Linux that of wine. It is made when the first test asks for it, and one idle process
/// keeps it up: wine ends all services, without a word to them, a few seconds after the last ordinary process.
/// </summary>
[CollectionDefinition(nameof(Wine))]
public sealed class Wine : IAsyncDisposable, ICollectionFixture<Wine>
{
    /// <summary>Names the published <c>butler-relay.exe</c>.</summary>
    private const string Variable = "BUTLER_WINDOWS_RELAY";

    private const string Server = "/usr/lib/wine/wineserver64";
    private const int Attempts = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly string? Program = new[] { "/usr/lib/wine/wine64", "/usr/bin/wine64" }.FirstOrDefault(File.Exists);

    private readonly string directory = Directory.CreateTempSubdirectory("butler-wine-").FullName;
    private readonly ConcurrentQueue<string> said = new();
    private Process? idle;

    /// <summary>Where the relay's program is, as Linux has it.</summary>
    public static string Relay => Environment.GetEnvironmentVariable(Variable) ?? "";

    /// <summary>What wine said of calls that it does only half.</summary>
    public IReadOnlyCollection<string> Said => said;

    private string Prefix => Path.Combine(directory, "prefix");

    /// <summary>A path as that Windows has it.</summary>
    public static string PathOf(string linux) => "Z:" + linux.Replace('/', '\\');

    /// <summary>
    /// Makes it, or skips the test and says what is missing. A machine that names the program means it: there nothing is skipped.
    /// </summary>
    public async Task UpAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "it would change the services of this machine");
        const string NoWine = "wine is not installed (apt-get install --no-install-recommends wine64)";
        const string NoRelay =
            $"{Variable} names no butler-relay.exe (dotnet publish relay-agent -c Release -r win-x64 -p:PublishReadyToRun=false -o DIR)";
        Assert.SkipWhen(Relay.Length == 0, Program is null ? NoWine : NoRelay);
        Program.ShouldNotBeNull(NoWine);
        File.Exists(Relay).ShouldBeTrue(NoRelay);
        for (var attempt = 1; idle is null; attempt++)
        {
            try
            {
                (await RunAsync("wineboot", "-i")).ExitCode.ShouldBe(0);
                await ServerAsync("-w"); // until what the first boot started has ended
                await BootAsync();
            }
            catch (Exception failure) when (attempt < Attempts && failure is TimeoutException or ShouldAssertException)
            {
                await DownAsync();
                Directory.Delete(Prefix, recursive: true);
            }
        }
    }

    /// <summary>All its processes die at once, as in a power cut, and it starts again.</summary>
    public async Task CutPowerAsync()
    {
        await DownAsync();
        await BootAsync();
    }

    /// <summary>Runs a program to its end.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);

            // A service manager that this process started holds the streams open for as long as it lives.
            await Task.WhenAny(Task.WhenAll(output, errors), Task.Delay(TimeSpan.FromSeconds(5)));
            return (process.ExitCode,
                output.IsCompleted && errors.IsCompleted ? (await output + await errors).ReplaceLineEndings("\n") : "");
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw;
        }
    }

    /// <summary>Starts a program.</summary>
    internal Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Program!, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name =>
            name.StartsWith("DOTNET_", StringComparison.Ordinal) || name.StartsWith("BUTLER_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name); // what is meant for the tests' own runtime and relay
        }

        start.Environment["WINEPREFIX"] = Prefix;
        start.Environment["WINEDEBUG"] = "-all,fixme+service";
        start.Environment["WINEDLLOVERRIDES"] = "mscoree,mshtml=";
        start.Environment["DISPLAY"] = "";
        return Process.Start(start)!;
    }

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(Prefix))
        {
            await DownAsync();
        }

        Directory.Delete(directory, recursive: true);
    }

    /// <summary>Until its service manager answers.</summary>
    private async Task BootAsync()
    {
        var starting = Start("cmd", "/c", "pause");
        starting.ErrorDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        starting.BeginErrorReadLine();
        try
        {
            // It comes first, so that the services' own words come to it as well.
            await starting.StandardOutput.ReadAsync(new char[1]).AsTask().WaitAsync(Patience);
            var since = Stopwatch.StartNew();
            while ((await RunAsync("sc", "query", "PlugPlay")).Output.Contains("RUNNING", StringComparison.Ordinal) is false)
            {
                if (since.Elapsed > Patience)
                {
                    throw new TimeoutException("Wine's services do not start.");
                }

                await Task.Delay(200);
            }
        }
        catch
        {
            starting.Dispose();
            throw;
        }

        idle = starting;
    }

    private async Task DownAsync()
    {
        await ServerAsync("-k");
        await ServerAsync("-w");
        idle?.Dispose();
        idle = null;
    }

    private async Task ServerAsync(string argument)
    {
        using var server = Process.Start(new ProcessStartInfo(Server, [argument]) { Environment = { ["WINEPREFIX"] = Prefix } })!;
        await server.WaitForExitAsync().WaitAsync(Patience);
    }
}
