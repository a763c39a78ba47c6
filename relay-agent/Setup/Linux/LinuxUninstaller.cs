using Butler.RelayAgent.Setup.Installing;

namespace Butler.RelayAgent.Setup.Linux;

/// <summary>Removes the relay; configuration and journal only when the operator says so.</summary>
internal sealed class LinuxUninstaller(InstallOptions options, string? given, TextWriter output)
{
    private readonly LinuxPaths paths = new(options.Root);

    /// <exception cref="IOException">It is not installed.</exception>
    public async Task UninstallAsync()
    {
        var commands = new LinuxCommands(output);
        var configuration = Path.GetDirectoryName(paths.ConfigurationInUse(given))!;
        var isInstalled = File.Exists(paths.Unit);
        if (!isInstalled && !(options.Purge && Directory.Exists(paths.Journal)))
        {
            throw new IOException($"There is no {paths.Unit}.");
        }

        if (isInstalled)
        {
            await new LinuxService(paths, commands, output).RemoveAsync();
        }

        Delete(paths.Below(options.Into ?? LinuxPaths.ProgramFolder));
        if (!options.Purge)
        {
            await output.WriteLineAsync($"{configuration} and {paths.Journal} are kept; uninstall --purge deletes them.");
            return;
        }

        Delete(configuration);
        Delete(paths.Journal);
        await commands.RunAsync("userdel", LinuxPaths.User);
        await output.WriteLineAsync($"Deleted {configuration}, {paths.Journal} and the user {LinuxPaths.User}");
    }

    // Never a folder that the installation did not make.
    private static void Delete(string folder)
    {
        if (Directory.Exists(folder) && Path.GetFileName(folder) == "butler-relay")
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
