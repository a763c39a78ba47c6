using System.Runtime.InteropServices;
using Butler.RelayAgent.Monitors.Services.Managers.Windows;

namespace Butler.RelayAgent.Tests.Monitors.Services;

/// <summary>What is read out of Windows's memory, and how often it is asked for.</summary>
public sealed class WindowsMemoryTests
{
    [Theory]
    [InlineData(2u, true, "Automatic (delayed start)")]
    [InlineData(2u, false, "Automatic")]
    [InlineData(3u, false, "Manual")]
    [InlineData(4u, false, "Disabled")]
    [InlineData(0u, false, "Boot")]
    [InlineData(1u, false, "System")]
    [InlineData(9u, false, null)]
    public void A_configuration_has_services_without_groups_as_dependencies(uint startType, bool isDelayed, string? expected)
    {
        var texts = new[] { @"C:\x y\Engine.exe -s", "RpcSs\0+Network\0Dnscache\0", @"NORD\svc", "Qlik Sense Engine" }
            .Select(Marshal.StringToHGlobalUni).ToList();
        try
        {
            var config = ServiceConfig.Of(
                new QueriedConfig
                {
                    StartType = startType,
                    Path = texts[0],
                    Dependencies = texts[1],
                    Account = texts[2],
                    DisplayName = texts[3],
                },
                isDelayed);

            (config.Path, config.Account, config.DisplayName, config.StartType).ShouldBe(
                (@"C:\x y\Engine.exe -s", @"NORD\svc", "Qlik Sense Engine", expected));
            config.Dependencies.ShouldBe(["RpcSs", "Dnscache"]);
        }
        finally
        {
            texts.ForEach(Marshal.FreeHGlobal);
        }
    }

    [Fact]
    public void A_configuration_without_texts_is_empty() =>
        (ServiceConfig.Of(new QueriedConfig { StartType = 2 }, isDelayed: false) with { Dependencies = [] }).ShouldBe(
            new ServiceConfig { StartType = "Automatic", Dependencies = [] });

    [Fact]
    public void The_structures_have_the_sizes_of_64_bit_Windows()
    {
        Marshal.SizeOf<ServiceProcess>().ShouldBe(36);
        Marshal.SizeOf<EnumeratedService>().ShouldBe(56);
        Marshal.SizeOf<QueriedConfig>().ShouldBe(64);
        Marshal.OffsetOf<QueriedConfig>(nameof(QueriedConfig.Dependencies)).ShouldBe(40);
    }

    [Fact]
    public void A_configuration_is_read_again_when_the_state_changed_and_after_twenty_looks()
    {
        var memory = new ConfigMemory();
        var reads = 0;
        ServiceConfig Read(uint state) => memory.Get("Engine", state, () =>
        {
            reads++;
            return new ServiceConfig { DisplayName = $"{reads}" };
        });

        for (var look = 0; look < 20; look++)
        {
            Read(4).DisplayName.ShouldBe("1");
        }

        Read(4).DisplayName.ShouldBe("2");
        Read(1).DisplayName.ShouldBe("3");
        Read(1).DisplayName.ShouldBe("3");
        reads.ShouldBe(3);
    }
}
