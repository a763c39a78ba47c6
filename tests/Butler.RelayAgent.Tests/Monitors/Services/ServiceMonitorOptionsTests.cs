using Butler.Core.Configuration;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Loops;
using Butler.RelayAgent.Monitors.Services;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.RelayAgent.Tests.Monitors.Services;

public sealed class ServiceMonitorOptionsTests
{
    private const string Simulated = "http://127.0.0.1:8080/";

    [Fact]
    public void Every_key_is_read_and_no_repository_service_is_needed()
    {
        var options = Read(
            """
            services:
              every: 10s
              status: 10m
              timeout: 20s
              hosts:
                - { host: null, services: auto }
                - host: qs_node-2.example.com
                  services: [QlikSenseSchedulerService, { name: QlikSenseRepositoryService, friendlyName: Repository }]
            """)!;

        (options.Every, options.Status, options.Timeout).ShouldBe(
            (TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(20)));
        options.Hosts.Select(each => each.Host).ShouldBe([null, "qs_node-2.example.com"]);
        options.Hosts[0].Services.ShouldBeNull();
        options.Hosts[1].Services.ShouldBe(
            [new WatchedService("QlikSenseSchedulerService", null), new WatchedService("QlikSenseRepositoryService", "Repository")]);
    }

    [Fact]
    public void Without_keys_this_machine_is_watched()
    {
        var options = Read("services: {}")!;
        (options.Every, options.Status, options.Timeout, options.Hosts.Single(), options.Simulated).ShouldBe(
            (TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(10), new WatchedHost(null, null), new Uri(Simulated)));
        Read("services: { status: off }")!.Status.ShouldBeNull();
        Read("services: { hosts: [{ host: localhost }] }")!.Hosts.ShouldBe([new WatchedHost(null, null)]);
    }

    [Fact]
    public async Task Each_host_has_a_loop_of_its_own()
    {
        var folder = Directory.CreateTempSubdirectory("butler-monitors-").FullName;
        var options = All("services: { hosts: [{}, { host: node2 }] }") with { Journal = new JournalOptions { Directory = folder } };

        await using (var provider = RelayBuilder.Create(options, _ => null).Services.BuildServiceProvider())
        {
            provider.GetServices<LoopProgress>().Select(loop => loop.Name)
                .Where(name => name.StartsWith("monitor ", StringComparison.Ordinal))
                .ShouldBe(["monitor services", "monitor services on node2"]);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("{ every: 2h }", "monitors.services.every: must be from 1s to 1h")]
    [InlineData("{ timeout: 10m }", "monitors.services.timeout: must be from 1s to 2m")]
    [InlineData("{ status: 10s }", "monitors.services.status: must not be shorter than every, the interval between two looks")]
    [InlineData("{ status: never }", "monitors.services.status: must be a duration from 1s to 1d, or off")]
    [InlineData("{ hosts: [] }", "monitors.services.hosts: must have at least one host; without the key this machine is watched")]
    [InlineData(
        "{ hosts: [{ host: Node2 }, { host: node2 }] }",
        "monitors.services.hosts: has the host \"Node2\" twice; put its services into one entry")]
    [InlineData(
        @"{ hosts: [{ host: \\node2 }] }",
        @"monitors.services.hosts[0].host: must be the name of a host, such as qs-node-2, without \\ before it")]
    [InlineData("{ hosts: [{ services: all }] }", "monitors.services.hosts[0].services: is \"all\", expected one of auto")]
    [InlineData("{ hosts: [{ services: [] }] }", "monitors.services.hosts[0].services: must have at least one service, or be auto")]
    [InlineData(
        "{ hosts: [{ services: [Spooler, { name: SPOOLER }] }] }",
        "monitors.services.hosts[0].services: has the service \"Spooler\" twice")]
    public void A_faulty_value_is_named(string section, string fault) =>
        Should.Throw<ConfigurationException>(() => Read("services: " + section)).Faults.ShouldHaveSingleItem().ToString()
            .ShouldEndWith(fault);

    [Fact]
    public void Simulated_hosts_are_on_this_machine() =>
        Should.Throw<ConfigurationException>(() => Read("services: {}", "http://192.0.2.1/")).Message.ShouldContain(
            "BUTLER_RELAY_SERVICES must be an address on this machine, such as http://127.0.0.1:8080");

    [Fact]
    public void On_Linux_the_section_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has services");
        Should.Throw<ConfigurationException>(() => Read("services: {}", "")).Faults.ShouldHaveSingleItem().ToString().ShouldEndWith(
            "monitors.services: watches Windows services, which only a relay on Windows can ask. Take the section out of this file, and "
            + "give it to a relay on a Sense node, which may watch the other nodes, too");
    }

    private static ServiceMonitorOptions? Read(string monitors, string simulated = Simulated) => All(monitors, simulated).Monitors.Services;

    private static RelayOptions All(string monitors, string simulated = Simulated)
    {
        var overrides = new EnvironmentOverrides(name => name == ServiceMonitorReader.Simulated ? simulated : null);
        return YamlFile.Read(
            "relay.yaml",
            "serviceBus: { connection: https://example.servicebus.windows.net }\n"
                + $"monitors:\n  {monitors.ReplaceLineEndings("\n  ")}\n",
            new RelayOptionsReader(overrides).Type(),
            _ => null);
    }
}
