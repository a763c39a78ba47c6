using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Butler.EndToEnd.Tests.Support;
using Butler.Tests;

namespace Butler.EndToEnd.Tests.Packages;

/// <summary>
/// A folder that stands for the root of a Linux system, with stand-ins for systemctl, useradd, userdel and chown before all others in the
/// path. The stand-in of systemctl starts and stops the installed program for real, as the unit says.
/// </summary>
internal sealed class InstalledRelay : IDisposable
{
    private const string Systemctl = """
        #!/bin/sh
        # A stand-in for systemd: knows one unit, and runs what it says.
        echo "systemctl $*" >> "$FAKES/calls"
        unit=$ROOT/etc/systemd/system/butler-relay.service
        stop() {
          [ -f "$FAKES/pid" ] || return 0
          kill -TERM "$(cat "$FAKES/pid")" 2>/dev/null
          while kill -0 "$(cat "$FAKES/pid")" 2>/dev/null; do sleep 0.05; done
          rm "$FAKES/pid"
        }
        start() {
          if [ -f "$FAKES/pid" ] && kill -0 "$(cat "$FAKES/pid")" 2>/dev/null; then return 0; fi
          program=$ROOT$(sed -n 's/^ExecStart="\(.*\)" run$/\1/p' "$unit")
          if tail -c 6 "$program" | grep -q broken; then
            echo "Job for butler-relay.service failed." >&2
            return 1
          fi
          while IFS= read -r line; do
            case $line in "#"*) ;; *) export "$line" ;; esac
          done < "$ROOT/etc/butler-relay/environment"
          BUTLER_RELAY_CONFIG=$ROOT/etc/butler-relay/relay.yaml BUTLER_RELAY_JOURNAL=$ROOT/var/lib/butler-relay \
            "$program" run > "$FAKES/output" 2>&1 < /dev/null &
          echo $! > "$FAKES/pid"
          while kill -0 "$(cat "$FAKES/pid")" 2>/dev/null; do
            grep -q "butler-relay is listening on udp=" "$FAKES/output" && return 0
            sleep 0.05
          done
          echo "Job for butler-relay.service failed." >&2
          rm "$FAKES/pid"
          return 1
        }
        case "$1 $2" in
          "enable --now") start ;;
          "stop "*) stop ;;
          "disable --now") stop ;;
        esac
        """;

    private const string Recorder = "#!/bin/sh\necho \"$(basename \"$0\") $*\" >> \"$FAKES/calls\"\n";
    private readonly string directory = Directory.CreateTempSubdirectory("butler-install-").FullName;
    private readonly UdpClient sender = new();

    public InstalledRelay()
    {
        Directory.CreateDirectory(Path.Combine(Root, "run/systemd/system"));
        Directory.CreateDirectory(Path.Combine(Root, "etc"));
        File.WriteAllText(Path.Combine(Root, "etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n");
        Directory.CreateDirectory(Fakes);
        Fake("systemctl", Systemctl);
        Fake("useradd", Recorder + $"echo butler-relay:x:997:997:::/usr/sbin/nologin >> {Root}/etc/passwd\n");
        Fake("userdel", Recorder);
        Fake("chown", Recorder);
    }

    public string Root => Path.Combine(directory, "root");

    public int Port { get; } = LoopbackPort.Udp();

    private string Fakes => Path.Combine(directory, "fakes");

    /// <summary>Unpacks the relay's archive.</summary>
    /// <returns>The folder with the script.</returns>
    public async Task<string> UnpackAsync(string archive, string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(directory, name)).FullName;
        await BuiltPackages.RunAsync("tar", "-xzf", archive, "-C", folder, "--strip-components=1");
        return folder;
    }

    /// <summary>Runs a script to its end, with a secret on its standard input.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(string folder, string input, params string[] words)
    {
        var start = new ProcessStartInfo(Path.Combine(folder, "install.sh"), [.. words, "--root", Root])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PATH"] = $"{Fakes}:{Environment.GetEnvironmentVariable("PATH")}", ["ROOT"] = Root, ["FAKES"] = Fakes },
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var read = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return (process.ExitCode, string.Concat(await read).Replace(Root, "", StringComparison.Ordinal));
    }

    /// <summary>The calls of the stand-ins since the last look.</summary>
    public IReadOnlyList<string> Calls()
    {
        var file = Path.Combine(Fakes, "calls");
        string[] calls = File.Exists(file)
            ? [.. File.ReadAllLines(file).Select(call => call.Replace(Root, "", StringComparison.Ordinal))]
            : [];
        File.Delete(file);
        return calls;
    }

    /// <summary>All files and folders with their rights in octal; the target of a link instead of rights.</summary>
    public IEnumerable<string> Files() => new DirectoryInfo(Root).EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
        .Where(entry => entry.FullName.Contains("butler-relay", StringComparison.Ordinal))
        .OrderBy(entry => entry.FullName, StringComparer.Ordinal)
        .Select(entry => $"{entry.FullName[Root.Length..]} {entry.LinkTarget ?? Convert.ToString((int)entry.UnixFileMode, 8)}");

    public string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public void Write(string path, string text) => File.WriteAllText(Path.Combine(Root, path), text);

    /// <summary>The number of datagrams in the journal's files.</summary>
    public int Journaled() => Directory.GetFiles(Path.Combine(Root, "var/lib/butler-relay"), "*.segment").Sum(file =>
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), Encoding.Latin1);
        return reader.ReadToEnd().Split("/scheduler-task-failed/").Length - 1;
    });

    /// <summary>Sends failed reloads, few enough at a time for the socket's buffer.</summary>
    public void Send(int count)
    {
        for (var i = 0; i < count; i++)
        {
            sender.Send(
                Encoding.UTF8.GetBytes(ButlerUp.Failed(string.Create(CultureInfo.InvariantCulture, $"00000000-0000-0000-0000-{i:d12}"))),
                new IPEndPoint(IPAddress.Loopback, Port));
        }
    }

    public void Dispose()
    {
        if (File.Exists(Path.Combine(Fakes, "pid")))
        {
            ButlerUp.Signal("KILL", int.Parse(File.ReadAllText(Path.Combine(Fakes, "pid")), CultureInfo.InvariantCulture));
        }

        sender.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    private void Fake(string name, string text)
    {
        var path = Path.Combine(Fakes, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
