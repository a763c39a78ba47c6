using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Butler.Core.Commands;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Health;
using Butler.RelayAgent.Udp;

namespace Butler.RelayAgent.Setup.Checking;

/// <summary>Checks this machine: the folder, the port, the kernel's buffer, the firewall.</summary>
internal sealed class MachineChecks(RelayOptions options, TimeProvider time)
{
    private static readonly TimeSpan Fresh = StatusFile.Every * 4;

    /// <summary>Runs all checks.</summary>
    public IEnumerable<CheckResult> Run()
    {
        yield return Journal();
        yield return Port();
        yield return Buffer();
        if (OperatingSystem.IsWindows())
        {
            yield return CheckResult.Warn(
                "firewall",
                string.Create(CultureInfo.InvariantCulture, $"cannot be checked from here. Datagrams of other nodes need a rule: netsh "
                    + $"advfirewall firewall add rule name=\"Butler relay\" dir=in action=allow protocol=UDP "
                    + $"localport={options.Udp.Listen.Port}"));
        }
    }

    /// <summary>Whether a relay is using this journal now.</summary>
    public bool IsRunning()
    {
        try
        {
            var status = JsonSerializer.Deserialize(
                File.ReadAllBytes(StatusFile.PathIn(options.Journal.Directory)), RelayJson.Default.Heartbeat);
            return status is not null && time.GetUtcNow() - status.Time < Fresh;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException)
        {
            return false; // no relay has written a journal there
        }
    }

    private CheckResult Journal()
    {
        var directory = options.Journal.Directory;
        try
        {
            Directory.CreateDirectory(directory);
            var probe = Path.Combine(directory, "check.tmp");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            var free = new DriveInfo(directory).AvailableFreeSpace;
            var text = string.Create(CultureInfo.InvariantCulture, $"{directory} can be written, {free / 1048576:N0} MiB are free");
            return free >= options.Journal.MaxSize
                ? CheckResult.Ok("journal", text)
                : CheckResult.Warn("journal", string.Create(CultureInfo.InvariantCulture, $"{text}: less than the "
                    + $"{options.Journal.MaxSize / 1048576:N0} MiB of journal.maxSize. Make room or lower it"));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return CheckResult.Fail("journal", $"{directory} cannot be used: {problem.Message} Give the relay's account the right to write "
                + $"there, or set journal.directory");
        }
    }

    private CheckResult Port()
    {
        try
        {
            UdpSocket.Bind(options.Udp.Listen).Dispose();
            return CheckResult.Ok("UDP port", $"{options.Udp.Listen} is free");
        }
        catch (SocketException problem) when (problem.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return IsRunning()
                ? CheckResult.Ok("UDP port", $"{options.Udp.Listen} is held by the running relay")
                : CheckResult.Fail("UDP port", $"{options.Udp.Listen} is held by another program: stop that, or set udp.listen to a free "
                    + $"port, in the log appender too");
        }
        catch (SocketException problem)
        {
            return CheckResult.Fail(
                "UDP port", $"{options.Udp.Listen} cannot be listened on: {problem.Message} Set udp.listen to an address of this machine");
        }
    }

    private static CheckResult Buffer()
    {
        using var socket = UdpSocket.Bind(new ListenAddress(null, 0));
        var buffer = UdpSocket.BufferOf(socket);
        return buffer >= UdpSocket.WantedBuffer
            ? CheckResult.Ok("socket buffer", string.Create(CultureInfo.InvariantCulture, $"{buffer / 1024:N0} KiB"))
            : CheckResult.Warn("socket buffer", string.Create(CultureInfo.InvariantCulture, $"{buffer / 1024:N0} KiB instead of "
                + $"{UdpSocket.WantedBuffer / 1024:N0}: a burst may overflow it. Set net.core.rmem_max={UdpSocket.WantedBuffer}, or give "
                + $"the relay CAP_NET_ADMIN"));
    }
}
