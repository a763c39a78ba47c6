using System.Runtime.Versioning;
using Butler.RelayAgent.Health;

namespace Butler.RelayAgent.Setup.Linux;

/// <summary>
/// Installs the relay as a service of systemd, upgrades it in place, and removes it. A second run changes nothing; an upgrade whose program
/// does not start brings the one before back.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class LinuxInstaller
{
    private readonly InstallOptions options;
    private readonly TextWriter output;
    private readonly LinuxPaths paths;
    private readonly LinuxCommands commands;
    private readonly LinuxFiles files;
    private readonly InstalledProgram program;
    private readonly string source;
    private readonly string configuration;

    /// <param name="options">The command's options.</param>
    /// <param name="source">The program that installs itself.</param>
    /// <param name="given">The configuration that was named; null for the one that is in use, or else the standard one.</param>
    /// <param name="output">Receives what is done.</param>
    public LinuxInstaller(InstallOptions options, string source, string? given, TextWriter output)
    {
        (this.options, this.source, this.output) = (options, source, output);
        paths = new LinuxPaths(options.Root);
        commands = new LinuxCommands(output);
        files = new LinuxFiles(paths, commands, output);
        var installed = File.Exists(paths.Unit) ? SystemdUnit.ConfigurationOf(File.ReadAllText(paths.Unit)) : null;
        configuration = given ?? (installed is null ? paths.Configuration : paths.Below(installed));
        program = new InstalledProgram(Path.Combine(paths.Below(options.Into ?? LinuxPaths.ProgramFolder), "butler-relay"), source);
    }

    /// <exception cref="IOException">A step failed, or the relay did not start.</exception>
    public async Task InstallAsync(SecretInput input)
    {
        await files.MakeUserAsync();
        await files.MakeConfigurationAsync(configuration, Sample());
        await files.MakeSecretsAsync(configuration, InstallSecrets.Collect(options, input, configuration));
        var unit = SystemdUnit.Text(paths.Inside(program.Path), paths.Inside(configuration));
        var unitBefore = File.Exists(paths.Unit) ? await File.ReadAllTextAsync(paths.Unit) : null;
        var isReplaced = !program.IsCurrent;
        if (!isReplaced && unit == unitBefore && !files.Changed)
        {
            await output.WriteLineAsync($"Version {RelayStatus.Version} is installed already; nothing was changed.");
        }
        else if (unitBefore is not null && paths.HasSystemd)
        {
            await commands.RequireAsync("Stopping the relay", "systemctl", "stop", SystemdUnit.Name);
        }

        if (isReplaced)
        {
            program.Replace();
            await output.WriteLineAsync($"Copied version {RelayStatus.Version} to {program.Path}");
        }

        LinkConfiguration();

        if (unit != unitBefore)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(paths.Unit)!);
            await files.WriteAsync(paths.Unit, unit, Modes.Unit, "root:root");
        }

        if (await StartAsync())
        {
            program.Confirm();
        }
        else if (unitBefore is not null && (isReplaced || unit != unitBefore))
        {
            await RollBackAsync(unitBefore, isReplaced);
        }
        else
        {
            throw new IOException("The relay did not start. See why: journalctl -u butler-relay -n 20, and butler-relay check.");
        }
    }

    /// <exception cref="IOException">It is not installed, or a step failed.</exception>
    public async Task UninstallAsync()
    {
        if (!File.Exists(paths.Unit) && !(options.Purge && Directory.Exists(paths.Journal)))
        {
            throw new IOException($"There is no {paths.Unit}.");
        }

        if (File.Exists(paths.Unit))
        {
            if (paths.HasSystemd)
            {
                await commands.RunAsync("systemctl", "disable", "--now", SystemdUnit.Name);
            }

            File.Delete(paths.Unit);
            await ReloadAsync();
            await output.WriteLineAsync($"Stopped the relay, and removed {paths.Unit}");
        }

        Delete(Path.GetDirectoryName(program.Path)!);
        if (!options.Purge)
        {
            await output.WriteLineAsync(
                $"{Path.GetDirectoryName(configuration)} and {paths.Journal} are kept; uninstall --purge deletes them.");
            return;
        }

        Delete(Path.GetDirectoryName(configuration)!);
        Delete(paths.Journal);
        await commands.RunAsync("userdel", LinuxPaths.User);
        await output.WriteLineAsync($"Deleted {Path.GetDirectoryName(configuration)}, {paths.Journal} and the user {LinuxPaths.User}");
    }

    private async Task RollBackAsync(string unit, bool isReplaced)
    {
        await commands.RunAsync("systemctl", "stop", SystemdUnit.Name);
        if (isReplaced)
        {
            program.Restore();
        }

        await files.WriteAsync(paths.Unit, unit, Modes.Unit, "root:root");
        throw new IOException(await StartAsync()
            ? $"Version {RelayStatus.Version} did not start; the version before runs again, with its journal. See why: journalctl -u "
                + "butler-relay -n 50"
            : $"Version {RelayStatus.Version} did not start, and neither did the version before, which is in place again. See why: journalctl "
                + "-u butler-relay -n 50");
    }

    /// <summary>Starts it now and with the system; systemd waits until the relay listens.</summary>
    /// <returns>Whether it runs; also true where systemd does not run.</returns>
    private async Task<bool> StartAsync()
    {
        if (!paths.HasSystemd)
        {
            await output.WriteLineAsync($"systemd does not run here. When it does: systemctl enable --now {SystemdUnit.Name}");
            return true;
        }

        await ReloadAsync();
        if (!await commands.RunAsync("systemctl", "enable", "--now", SystemdUnit.Name))
        {
            return false;
        }

        await output.WriteLineAsync("It runs; it starts with the system, and again 5 s after a failure.");
        return true;
    }

    private async Task ReloadAsync()
    {
        if (paths.HasSystemd)
        {
            await commands.RunAsync("systemctl", "daemon-reload");
        }
    }

    /// <summary>So that check, status and send find the configuration without being told.</summary>
    private void LinkConfiguration()
    {
        var link = Path.Combine(Path.GetDirectoryName(program.Path)!, "relay.yaml");
        var there = new FileInfo(link);
        if (there.LinkTarget != paths.Inside(configuration) && (there.LinkTarget is not null || !there.Exists))
        {
            there.Delete();
            File.CreateSymbolicLink(link, paths.Inside(configuration));
        }
    }

    /// <summary>The configuration to begin with; the Debian package has it by a name of its own, because the link takes the other.</summary>
    private string Sample()
    {
        var folder = Path.GetDirectoryName(source)!;
        var packaged = Path.Combine(folder, "relay.yaml.sample");
        return File.Exists(packaged) ? packaged : Path.Combine(folder, "relay.yaml");
    }

    // Never what the installation did not make: a program that was installed where it lay stays there.
    private static void Delete(string folder)
    {
        if (Directory.Exists(folder) && Path.GetFileName(folder) == "butler-relay")
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
