using System.Diagnostics;

namespace Butler.RelayAgent.Tests.Windows;

/// <summary>
/// A Windows of its own in a temporary folder, with the relay in it: on Linux that of wine. It shuts down some seconds after each
/// command and starts again, services included, with the next one.
/// </summary>
internal sealed class Wine : IDisposable
{
    /// <summary>Names the published <c>butler-relay.exe</c>.</summary>
    public const string Variable = "BUTLER_WINDOWS_RELAY";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly string? Program = new[] { "/usr/lib/wine/wine64", "/usr/bin/wine64", "/usr/bin/wine" }.FirstOrDefault(File.Exists);

    private readonly string directory = System.IO.Directory.CreateTempSubdirectory("butler-wine-").FullName;

    public Wine(string configuration)
    {
        var relay = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "it would change the services of this machine");
        Assert.SkipWhen(Program is null, "wine is not installed (apt-get install --no-install-recommends wine64)");
        Assert.SkipWhen(
            !File.Exists(relay),
            $"{Variable} names no butler-relay.exe (dotnet publish relay-agent -c Release -r win-x64 -p:PublishReadyToRun=false -o DIR)");
        File.Copy(relay!, Path.Combine(Directory, "butler-relay.exe"));
        File.WriteAllText(Path.Combine(Directory, "relay.yaml"), configuration);
        using (var boot = Start(["wineboot", "-i"]))
        {
            boot.WaitForExit(Patience).ShouldBeTrue("wine makes its Windows");
        }

        Server("-w"); // until what the first boot started has ended
    }

    public string Directory => System.IO.Directory.CreateDirectory(Path.Combine(directory, "relay")).FullName;

    /// <summary>Runs a command of the relay to its end.</summary>
    public async Task<(int ExitCode, string Output)> RelayAsync(string command)
    {
        using var process = Start([Path.Combine(Directory, "butler-relay.exe"), command]);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        return (process.ExitCode, (await output + await errors).ReplaceLineEndings("\n"));
    }

    public void Dispose()
    {
        Server("-k", "-w");
        System.IO.Directory.Delete(directory, recursive: true);
    }

    private void Server(params string[] arguments)
    {
        using var server = Process.Start(new ProcessStartInfo("/usr/lib/wine/wineserver64", arguments) { Environment = { ["WINEPREFIX"] = directory } })!;
        server.WaitForExit(TimeSpan.FromSeconds(30));
    }

    private Process Start(string[] arguments) => Process.Start(new ProcessStartInfo(Program!, arguments)
    {
        WorkingDirectory = Directory,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { ["WINEPREFIX"] = directory, ["WINEDEBUG"] = "-all", ["WINEDLLOVERRIDES"] = "mscoree,mshtml=", ["DISPLAY"] = "" },
    })!;
}
