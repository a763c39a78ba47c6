namespace Butler.RelayAgent.Setup.Linux;

/// <summary>The relay's service in systemd. Where systemd does not run, such as in an image of a machine, nothing is called.</summary>
internal sealed class LinuxService(LinuxPaths paths, LinuxCommands commands, TextWriter output)
{
    /// <summary>Starts it now and with the system; systemd waits until the relay listens.</summary>
    /// <returns>Whether it runs; also true where systemd does not run.</returns>
    public async Task<bool> StartAsync()
    {
        if (!paths.HasSystemd)
        {
            await output.WriteLineAsync($"systemd does not run here. When it does: systemctl enable --now {SystemdUnit.Name}");
            return true;
        }

        await commands.RunAsync("systemctl", "daemon-reload");
        if (!await commands.RunAsync("systemctl", "enable", "--now", SystemdUnit.Name))
        {
            return false;
        }

        await output.WriteLineAsync("It runs; it starts with the system, and again 5 s after a failure.");
        return true;
    }

    /// <summary>Stops it.</summary>
    /// <exception cref="IOException">It cannot be stopped.</exception>
    public async Task StopAsync()
    {
        if (paths.HasSystemd)
        {
            await commands.RequireAsync("Stopping the relay", "systemctl", "stop", SystemdUnit.Name);
        }
    }

    /// <summary>Stops it and removes its unit.</summary>
    public async Task RemoveAsync()
    {
        if (paths.HasSystemd)
        {
            await commands.RunAsync("systemctl", "disable", "--now", SystemdUnit.Name);
        }

        File.Delete(paths.Unit);
        if (paths.HasSystemd)
        {
            await commands.RunAsync("systemctl", "daemon-reload");
        }

        await output.WriteLineAsync($"Stopped the relay, and removed {paths.Unit}");
    }
}
