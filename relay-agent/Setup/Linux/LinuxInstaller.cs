using System.Runtime.Versioning;
using Butler.RelayAgent.Health;
using Butler.RelayAgent.Setup.Installing;

namespace Butler.RelayAgent.Setup.Linux;

/// <summary>
/// Installs the relay as a service of systemd, and upgrades it in place. A second run changes nothing; an upgrade whose program does not
/// start brings the one before back.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class LinuxInstaller
{
    private const string Reason = "See why: journalctl -u butler-relay -n 50";
    private readonly InstallOptions options;
    private readonly TextWriter output;
    private readonly LinuxPaths paths;
    private readonly LinuxFiles files;
    private readonly LinuxService service;
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
        var commands = new LinuxCommands(output);
        files = new LinuxFiles(paths, commands, output);
        service = new LinuxService(paths, commands, output);
        configuration = paths.ConfigurationInUse(given);
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
        else if (unitBefore is not null)
        {
            await service.StopAsync();
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

        if (!await service.StartAsync())
        {
            throw new IOException(unitBefore is not null && (isReplaced || unit != unitBefore)
                ? await RollBackAsync(unitBefore, isReplaced)
                : $"The relay did not start. {Reason}, and butler-relay check.");
        }

        program.Confirm();
    }

    /// <returns>What to tell the operator.</returns>
    private async Task<string> RollBackAsync(string unit, bool isReplaced)
    {
        await service.StopAsync();
        if (isReplaced)
        {
            program.Restore();
        }

        await files.WriteAsync(paths.Unit, unit, Modes.Unit, "root:root");
        var before = await service.StartAsync()
            ? "the version before runs again, with its journal"
            : "and neither did the version before, which is in place again";
        return $"Version {RelayStatus.Version} did not start; {before}. {Reason}";
    }

    /// <summary>So that check, status and send find the configuration without being told.</summary>
    private void LinkConfiguration()
    {
        var target = paths.Inside(configuration);
        var link = new FileInfo(Path.Combine(Path.GetDirectoryName(program.Path)!, "relay.yaml"));
        if (link.LinkTarget != target && (link.LinkTarget is not null || !link.Exists))
        {
            link.Delete();
            File.CreateSymbolicLink(link.FullName, target);
        }
    }

    /// <summary>The first configuration. In the Debian package it has another name, because the link takes that of the file.</summary>
    private string Sample()
    {
        var folder = Path.GetDirectoryName(source)!;
        var packaged = Path.Combine(folder, "relay.yaml.sample");
        return File.Exists(packaged) ? packaged : Path.Combine(folder, "relay.yaml");
    }
}
