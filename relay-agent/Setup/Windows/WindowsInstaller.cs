using System.ComponentModel;
using System.Runtime.Versioning;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Health;
using Butler.RelayAgent.Setup.Installing;

namespace Butler.RelayAgent.Setup.Windows;

/// <summary>
/// Installs the relay as a service of Windows, where it lies or in a folder of its own, and upgrades it there. An upgrade whose program
/// does not start brings the one before back.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsInstaller(
    InstallOptions options, string source, Func<string, string?> environment, TimeProvider time, TextWriter output)
{
    private readonly string configuration = RelayConfiguration.PathOf(environment);
    private readonly ServiceInstaller service = new(time, output);
    private readonly InstalledProgram program =
        new(options.Into is { } folder ? Path.Combine(folder, "butler-relay.exe") : source, source);

    /// <exception cref="IOException">A step failed, or the relay did not start.</exception>
    public async Task InstallAsync(SecretInput input)
    {
        await CopySampleAsync();
        var secrets = environment(ServiceBusOptionsReader.ConnectionVariable) is { Length: > 0 } && options.ServiceBus is null
            ? new Dictionary<string, string>()
            : InstallSecrets.Collect(options, input, configuration);
        if (secrets.Count > 0)
        {
            SecretFile.Write(EnvironmentFile.Beside(configuration), secrets);
            await output.WriteLineAsync($"Wrote the secrets to {EnvironmentFile.Beside(configuration)}");
        }

        // Read anew: the secrets were not there before.
        var read = RelayConfiguration.Read(EnvironmentFile.Under(
            name => name == RelayConfiguration.ConfigPathVariable ? configuration : Environment.GetEnvironmentVariable(name)));
        var rights = ServiceRights.Of(read, configuration, program.Path);
        if (options.Into is null || ServiceInstaller.State() is null)
        {
            if (!program.IsCurrent)
            {
                await CopyAsync();
            }

            await service.InstallAsync($"\"{program.Path}\" service --config \"{configuration}\"", rights);
        }
        else if (program.IsCurrent && secrets.Count == 0)
        {
            await output.WriteLineAsync($"Version {RelayStatus.Version} is installed already; nothing was changed.");
            await service.StartAgainAsync();
        }
        else
        {
            await UpgradeAsync(rights);
        }

        program.Confirm();
        await new FirewallRule(output).OpenAsync(read.Udp.Listen, program.Path);
    }

    /// <exception cref="IOException">There is no such service, or it could not be removed.</exception>
    public async Task UninstallAsync()
    {
        var journal = options.Purge ? RelayConfiguration.Read(environment).Journal.Directory : null;
        await service.UninstallAsync(keepsFiles: !options.Purge);
        await FirewallRule.CloseAsync();
        if (journal is not null)
        {
            if (Directory.Exists(journal))
            {
                Directory.Delete(journal, recursive: true);
            }

            File.Delete(configuration);
            File.Delete(EnvironmentFile.Beside(configuration));
            await output.WriteLineAsync($"Deleted {configuration}, its secrets and {journal}");
        }

        if (program.Path != source)
        {
            File.Delete(program.Path);
        }
    }

    private async Task UpgradeAsync(ServiceRights rights)
    {
        await service.StopAsync();
        var isReplaced = !program.IsCurrent;
        if (isReplaced)
        {
            await CopyAsync();
        }

        try
        {
            await new RightsGrant(AccessRules.Grant, output).GrantAsync(rights);
            await service.StartAgainAsync();
        }
        catch (Exception problem) when (isReplaced && problem is IOException or Win32Exception)
        {
            await service.StopAsync();
            program.Restore();
            await service.StartAgainAsync();
            throw new IOException(
                $"Version {RelayStatus.Version} did not start; the version before runs again, with its journal. {problem.Message}",
                problem);
        }
    }

    private async Task CopyAsync()
    {
        program.Replace();
        await output.WriteLineAsync($"Copied version {RelayStatus.Version} to {program.Path}");
    }

    private async Task CopySampleAsync()
    {
        var sample = Path.Combine(Path.GetDirectoryName(source)!, "relay.yaml");
        if (!File.Exists(configuration) && File.Exists(sample))
        {
            SecretFile.MakeFolder(Path.GetDirectoryName(configuration)!);
            File.Copy(sample, configuration);
            await output.WriteLineAsync($"Wrote {configuration}");
        }
    }
}
