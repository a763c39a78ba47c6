using System.Runtime.Versioning;
using System.Text;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Setup.Installing;

namespace Butler.RelayAgent.Setup.Linux;

/// <summary>Makes the relay's files with their owners and rights. What is as it should be is left alone.</summary>
[SupportedOSPlatform("linux")]
internal sealed class LinuxFiles(LinuxPaths paths, LinuxCommands commands, TextWriter output)
{
    private const string RootAndGroup = $"root:{LinuxPaths.User}";

    /// <summary>Whether something has changed.</summary>
    public bool Changed { get; private set; }

    /// <summary>The relay's own user, without a password or a shell.</summary>
    public async Task MakeUserAsync()
    {
        if (File.Exists(paths.Users)
            && File.ReadLines(paths.Users).Any(line => line.StartsWith($"{LinuxPaths.User}:", StringComparison.Ordinal)))
        {
            return;
        }

        await commands.RequireAsync(
            "Making the user", "useradd", "--system", "--user-group", "--no-create-home", "--home-dir", LinuxPaths.JournalFolder, "--shell",
            "/usr/sbin/nologin", LinuxPaths.User);
        await SayAsync($"Made the user {LinuxPaths.User}");
    }

    /// <summary>The configuration's folder with a configuration, and the journal's folder.</summary>
    /// <param name="configuration">The configuration's path.</param>
    /// <param name="sample">The file to begin with where there is no configuration.</param>
    public async Task MakeConfigurationAsync(string configuration, string sample)
    {
        await FolderAsync(Path.GetDirectoryName(configuration)!, Modes.ConfigurationFolder, RootAndGroup);
        await FolderAsync(paths.Journal, Modes.Journal, $"{LinuxPaths.User}:{LinuxPaths.User}");
        if (!File.Exists(configuration))
        {
            if (!File.Exists(sample))
            {
                throw new IOException($"There is neither {configuration} nor {sample}: put the configuration there.");
            }

            await WriteAsync(configuration, await File.ReadAllTextAsync(sample), Modes.Configuration, RootAndGroup);
        }
    }

    /// <summary>The file with the secrets. Lines of other names are kept.</summary>
    public async Task MakeSecretsAsync(string configuration, IReadOnlyDictionary<string, string> secrets)
    {
        var path = EnvironmentFile.Beside(configuration);
        string[] lines = File.Exists(path)
            ? await File.ReadAllLinesAsync(path)
            : ["# Secrets of the Butler relay, readable by root only. systemd hands them to the relay.",
                $"BUTLER_RELAY_JOURNAL={LinuxPaths.JournalFolder}"];
        var kept = lines.Where(line => !secrets.Keys.Any(name => line.TrimStart().StartsWith($"{name}=", StringComparison.Ordinal)));
        var text = string.Concat(kept.Concat(secrets.Select(secret => $"{secret.Key}={secret.Value}")).Select(line => $"{line}\n"));
        if (!File.Exists(path) || await File.ReadAllTextAsync(path) != text)
        {
            await WriteAsync(path, text, Modes.Secret, "root:root");
        }
        else if (File.GetUnixFileMode(path) != Modes.Secret)
        {
            File.SetUnixFileMode(path, Modes.Secret);
            await SayAsync($"Made {path} readable by root only");
        }
    }

    /// <summary>Writes a file whole; at no time does it have more rights than it shall have.</summary>
    public async Task WriteAsync(string path, string text, UnixFileMode mode, string owner)
    {
        var fresh = path + ".new";
        File.Delete(fresh);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Modes.Secret };
        await using (var file = new FileStream(fresh, options))
        {
            await file.WriteAsync(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        await OwnAsync(fresh, owner);
        File.SetUnixFileMode(fresh, mode);
        File.Move(fresh, path, overwrite: true);
        await SayAsync($"Wrote {path}");
    }

    private async Task FolderAsync(string path, UnixFileMode mode, string owner)
    {
        if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path);
            File.SetUnixFileMode(path, mode);
            await OwnAsync(path, owner);
            await SayAsync($"Made {path}");
        }
    }

    private Task OwnAsync(string path, string owner) => commands.RequireAsync("Setting the owner", "chown", owner, path);

    private async Task SayAsync(string text)
    {
        Changed = true;
        await output.WriteLineAsync(text);
    }
}
