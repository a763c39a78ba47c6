using System.Net;
using System.Net.Sockets;

namespace Butler.RelayAgent.Tests.Windows;

/// <summary>The published Windows program in the foreground.</summary>
[Collection(nameof(Wine))]
[Trait("Category", "Windows")]
public sealed class WindowsRunTests(Wine wine)
{
    [Fact]
    public async Task It_starts_and_checks_its_configuration()
    {
        await using var relay = await WindowsRelay.CreateAsync(wine);

        var (helped, help) = await wine.RunAsync(Wine.Relay, "--help");
        (helped, help.Split('\n')[0]).ShouldBe(
            (0, "butler-relay takes Qlik Sense's log events by UDP and forwards them to Azure Service Bus."));
        (await relay.RunAsync("check-config")).ExitCode.ShouldBe(0);
        await File.WriteAllTextAsync(relay.At("relay.yaml"), "relay: { naem: node }", TestContext.Current.CancellationToken);
        var (checkedIt, faults) = await relay.RunAsync("check-config");
        checkedIt.ShouldNotBe(0);
        faults.ShouldContain($"{Wine.PathOf(relay.At("relay.yaml"))}:1: relay.naem: ");
    }

    [Fact]
    public async Task What_it_journaled_before_it_was_killed_is_forwarded_once_after_the_next_start()
    {
        await using var relay = await WindowsRelay.CreateAsync(wine);
        await relay.StartAsync();
        relay.Send(0, 150);
        await relay.JournaledAsync(150);

        await relay.KillAsync();
        await relay.StartAsync();
        relay.Send(150, 50);
        await relay.JournaledAsync(200);
        await relay.KillAsync();
        await relay.StartBusAsync();
        await relay.StartAsync();

        await relay.ForwardedAsync(200);
    }

    [Fact]
    public async Task A_port_or_journal_in_use_is_one_clear_line()
    {
        await using var relay = await WindowsRelay.CreateAsync(wine);
        using (new UdpClient(new IPEndPoint(IPAddress.Loopback, relay.Port)))
        {
            (await relay.RunAsync("run")).ShouldBe(
                (2, "The UDP port is taken by another program; set udp.listen or BUTLER_RELAY_UDP to a free one.\n"));
        }

        await relay.StartAsync();
        var (exitCode, said) = await relay.RunAsync("run");
        exitCode.ShouldBe(2);
        said.ShouldContain(Wine.PathOf(relay.At("journal")));
    }
}
