using System.ComponentModel;
using System.Diagnostics;

namespace Butler.RelayAgent.Setup.Linux;

/// <summary>Runs the system's own programs.</summary>
internal sealed class LinuxCommands(TextWriter output)
{
    /// <summary>Runs a program; its words go where the relay's go.</summary>
    /// <returns>Whether it ended well.</returns>
    public async Task<bool> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            var errors = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (process.ExitCode != 0 && errors.Trim().Length > 0)
            {
                await output.WriteLineAsync($"{program}: {errors.Trim()}");
            }

            return process.ExitCode == 0;
        }
        catch (Win32Exception missing)
        {
            await output.WriteLineAsync($"{program} cannot be run: {missing.Message}");
            return false;
        }
    }

    /// <exception cref="IOException">It did not end well.</exception>
    public async Task RequireAsync(string what, string program, params string[] arguments)
    {
        if (!await RunAsync(program, arguments))
        {
            throw new IOException($"{what} failed: {program} {string.Join(' ', arguments)}. Run the installation as root.");
        }
    }
}
