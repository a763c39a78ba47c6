using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Butler.RelayAgent.Tests.Windows;

/// <summary>The published Windows program as a real service: through a service control manager, with socket and journal.</summary>
[Trait("Category", "Windows")]
public sealed class WindowsServiceTests
{
    [Fact]
    public async Task It_is_installed_takes_datagrams_keeps_them_over_a_stop_and_goes_without_a_trace()
    {
        using var wine = new Wine($$"""
            relay: { name: node, site: main }
            serviceBus: { connection: "Endpoint=sb://127.0.0.1:9;SharedAccessKeyName=a;SharedAccessKey=YQ==;UseDevelopmentEmulator=true" }
            udp: { listen: "127.0.0.1:{{FreePort()}}" }
            journal: { directory: journal }
            log: { directory: logs }
            """);

        var (installed, said) = await wine.RelayAsync("install");
        said.ShouldContain("Added the service butler-relay, which runs: \"");
        said.ShouldEndWith("It starts with Windows (delayed), and again 60 s after a failure.\nStarted it.\n");
        (await wine.RelayAsync("install")).ShouldBe((1, "There is a service butler-relay already; uninstall it first.\n"));
        var (sent, _) = await wine.RelayAsync("send");
        await UntilAsync(wine, "  waiting                   1");
        (installed, sent).ShouldBe((0, 0));
        Encoding.UTF8.GetString(await JournalAsync(wine)).ShouldContain(";Test of the Butler relay;");

        (await wine.RelayAsync("uninstall")).ShouldBe(
            (0, "Stopped it.\nTook the service butler-relay away. Its configuration and journal are left.\n"));
        (await wine.RelayAsync("status")).ExitCode.ShouldBe(3);
        (await wine.RelayAsync("uninstall")).ShouldBe((1, "There is no service butler-relay.\n"));

        (await wine.RelayAsync("install")).ExitCode.ShouldBe(0);
        await UntilAsync(wine, "  waiting                   1");
        (await wine.RelayAsync("uninstall")).ExitCode.ShouldBe(0);
    }

    private static async Task UntilAsync(Wine wine, string line)
    {
        var said = "";
        for (var i = 0; i < 30 && !said.Contains(line, StringComparison.Ordinal); i++)
        {
            await Task.Delay(500);
            (_, said) = await wine.RelayAsync("status");
        }

        said.ShouldContain(line);
    }

    /// <summary>The running service holds the file open.</summary>
    private static async Task<byte[]> JournalAsync(Wine wine)
    {
        var segment = Directory.GetFiles(Path.Combine(wine.Directory, "journal"), "*.segment").Single();
        using var copy = new MemoryStream();
        await using var file = new FileStream(segment, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        await file.CopyToAsync(copy);
        return copy.ToArray();
    }

    private static int FreePort()
    {
        using var probe = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.Client.LocalEndPoint!).Port;
    }
}
