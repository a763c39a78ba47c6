using System.ComponentModel;
using Butler.Core.Configuration;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Setup.Installing;
using Butler.RelayAgent.Setup.Linux;
using Butler.RelayAgent.Setup.Windows;

namespace Butler.RelayAgent.Setup;

/// <summary><c>butler-relay install</c> and <c>uninstall</c>: the relay as a service of this machine.</summary>
internal static class InstallCommand
{
    /// <summary>Adds the service and starts it, or upgrades the service that there is.</summary>
    /// <returns>0, or 1 with the reason on <paramref name="errors"/>.</returns>
    public static Task<int> InstallAsync(string[] words, Func<string, string?> environment, TextWriter output, TextWriter errors) =>
        TryAsync(errors, async () =>
    {
        var options = InstallOptions.Parse(words);
        var program = Environment.ProcessPath ?? throw new IOException("The program's own path is unknown.");
        var input = SecretInput.OfConsole(output);
        if (OperatingSystem.IsWindows())
        {
            await new WindowsInstaller(options, program, environment, TimeProvider.System, output).InstallAsync(input);
        }
        else if (OperatingSystem.IsLinux())
        {
            await new LinuxInstaller(options, program, Given(environment), output).InstallAsync(input);
        }
        else
        {
            throw new IOException("Services are supported only on Windows and Linux.");
        }
    });

    /// <summary>Stops and removes the service.</summary>
    public static Task<int> UninstallAsync(string[] words, Func<string, string?> environment, TextWriter output, TextWriter errors) =>
        TryAsync(errors, async () =>
    {
        var options = InstallOptions.Parse(words);
        if (OperatingSystem.IsWindows())
        {
            var program = Environment.ProcessPath ?? throw new IOException("The program's own path is unknown.");
            await new WindowsInstaller(options, program, environment, TimeProvider.System, output).UninstallAsync();
        }
        else if (OperatingSystem.IsLinux())
        {
            await new LinuxUninstaller(options, Given(environment), output).UninstallAsync();
        }
    });

    /// <summary>The configuration that the operator named.</summary>
    private static string? Given(Func<string, string?> environment) =>
        environment(RelayConfiguration.ConfigPathVariable) is { Length: > 0 } ? RelayConfiguration.PathOf(environment) : null;

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
