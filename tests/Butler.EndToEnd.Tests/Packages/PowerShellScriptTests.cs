using System.Diagnostics;

namespace Butler.EndToEnd.Tests.Packages;

/// <summary>
/// <c>install.ps1</c>, run by PowerShell with a stand-in for the program that shows its arguments. What the program does with them is
/// tested under wine.
/// </summary>
public sealed class PowerShellScriptTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("butler-powershell-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task It_hands_folders_and_files_to_the_program_and_ends_as_it_does()
    {
        Program();
        (await RunAsync()).ShouldBe((3, "[install][--into][/Program Files/Butler relay][--config][/Program Data/Butler relay/relay.yaml]"));
        (await RunAsync("-ServiceBusFile", "/my secret", "-CommandKeyFile", "/key", "-ProgramFolder", "/p", "-DataFolder", "/d")).ShouldBe(
            (3, "[install][--into][/p][--service-bus][/my secret][--command-key][/key][--config][/d/relay.yaml]"));
        (await RunAsync("-Uninstall")).ShouldBe(
            (3, "[uninstall][--into][/Program Files/Butler relay][--config][/Program Data/Butler relay/relay.yaml]"));
        (await RunAsync("-Uninstall", "-Purge")).ShouldBe(
            (3, "[uninstall][--into][/Program Files/Butler relay][--purge][--config][/Program Data/Butler relay/relay.yaml]"));
    }

    [Fact]
    public async Task Without_the_program_beside_it_it_says_so()
    {
        (await RunAsync()).ShouldBe(
            (1, $"There is no {directory}/butler-relay.exe. Unpack the whole archive, and run this script where it lies.\n"));
    }

    private void Program()
    {
        var path = Path.Combine(directory, "butler-relay.exe");
        File.WriteAllText(path, "#!/bin/sh\nfor word in \"$@\"; do printf '[%s]' \"$word\"; done\nexit 3\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    private async Task<(int ExitCode, string Output)> RunAsync(params string[] words)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the stand-in is a script for Linux");
        File.Copy(Repository.PathOf("relay-agent/install/install.ps1"), Path.Combine(directory, "install.ps1"), overwrite: true);
        var start = new ProcessStartInfo(
            "dotnet", ["tool", "run", "pwsh", "-NoProfile", "-NonInteractive", "-File", Path.Combine(directory, "install.ps1"), .. words])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ProgramFiles"] = "/Program Files",
                ["ProgramData"] = "/Program Data",
                ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
                ["NO_COLOR"] = "1",
            },
        };
        using var process = Process.Start(start)!;
        var read = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        var output = string.Concat(await read);
        Assert.SkipWhen(
            output.Contains("dotnet tool restore", StringComparison.Ordinal), "PowerShell is not there: run dotnet tool restore");
        return (process.ExitCode, output);
    }
}
