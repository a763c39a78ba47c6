using System.ComponentModel;
using Butler.Core.Configuration;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Setup.Linux;
using Butler.RelayAgent.Setup.Windows;

namespace Butler.RelayAgent.Setup;

/// <summary><c>butler-relay install</c> and <c>uninstall</c>: the relay as a service of this machine.</summary>
internal static class InstallCommand
{
    /// <summary>Checks the configuration, adds the service and starts it.</summary>
    /// <returns>0, or 1 with the reason on <paramref name="errors"/>.</returns>
    public static Task<int> InstallAsync(Func<string, string?> environment, TextWriter output, TextWriter errors) =>
        TryAsync(errors, async () =>
    {
        var program = Environment.ProcessPath ?? throw new IOException("The program's own path is unknown.");
        var configuration = RelayConfiguration.PathOf(environment);
        if (OperatingSystem.IsWindows())
        {
            var options = RelayConfiguration.Read(environment); // on Linux its secrets may be visible only to the unit
            var commandLine = $"\"{program}\" service --config \"{configuration}\"";
            await new ServiceInstaller(TimeProvider.System, output).InstallAsync(
                commandLine, ServiceRights.Of(options, configuration, program));
        }
        else if (OperatingSystem.IsLinux())
        {
            await new SystemdUnit(output).InstallAsync(program, configuration);
        }
        else
        {
            throw new IOException("Services are supported only on Windows and Linux.");
        }
    });

    /// <summary>Stops and removes the service.</summary>
    public static Task<int> UninstallAsync(TextWriter output, TextWriter errors) => TryAsync(errors, async () =>
    {
        if (OperatingSystem.IsWindows())
        {
            await new ServiceInstaller(TimeProvider.System, output).UninstallAsync();
        }
        else if (OperatingSystem.IsLinux())
        {
            await new SystemdUnit(output).UninstallAsync();
        }
    });

    private static async Task<int> TryAsync(TextWriter errors, Func<Task> action)
    {
        try
        {
            await action();
            return 0;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or Win32Exception or ConfigurationException)
        {
            await errors.WriteLineAsync(problem.Message);
            return 1;
        }
    }
}
