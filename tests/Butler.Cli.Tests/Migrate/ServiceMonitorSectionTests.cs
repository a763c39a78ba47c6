namespace Butler.Cli.Tests.Migrate;

/// <summary>The monitor of Windows services.</summary>
public sealed class ServiceMonitorSectionTests
{
    [Fact]
    public async Task Hosts_and_names_are_the_relays_each_once()
    {
        var migrated = await MigratedSections.OfAsync("""
            serviceMonitor:
              enable: true
              frequency: every 2 minutes
              monitor:
                - host: node1
                  services: [{ name: QlikSenseEngineService, friendlyName: Engine }, { name: QlikSenseProxyService }]
                - { host: NODE1, services: [{ name: qliksenseengineservice, friendlyName: Same }, { name: postgresql-x64-12 }] }
                - { host: node2, services: [] }
              alertDestination: { slack: { enable: true } }
            """);

        migrated.Relay.ShouldContain("""
            monitors:
              services:
                every: 2m
                hosts:
                  - host: node1
                    services:
                      - name: QlikSenseEngineService
                        friendlyName: Engine
                      - QlikSenseProxyService
                      - postgresql-x64-12

            """.ReplaceLineEndings("\n"));
        migrated["serviceMonitor.monitor[0].host"].ShouldBe("taken over | relay.yaml: monitors.services.hosts.host | ");
        migrated["serviceMonitor.alertDestination.slack.enable"].ShouldBe(
            "off in Butler |  | slackNotification.enable or serviceMonitor.alertDestination.slack.enable is not true.");
        migrated.Steps.ShouldContain(step => step.StartsWith(
            "`monitors.services` in relay.yaml needs a relay on Windows", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_calendar_is_replaced_and_said()
    {
        var migrated = await MigratedSections.OfAsync(
            "serviceMonitor: { enable: true, frequency: at 2:30 am, monitor: [{ host: a, services: [{ name: b }] }] }");

        migrated.Relay.ShouldContain("every: 30s\n");
        migrated["serviceMonitor.frequency"].ShouldBe(
            "changed | relay.yaml: monitors.services.every | \"at 2:30 am\" is no interval from 1 second to 1 hour, so it is 30s.");
        migrated.Steps.ShouldContain("`Butler.serviceMonitor.frequency` is \"at 2:30 am\", which is no interval from 1 second to 1 hour: "
            + "`monitors.services.every` in relay.yaml is 30s. Change it there.");
    }

    [Theory]
    [InlineData("{ enable: false, monitor: [{ host: a, services: [{ name: b }] }] }")]
    [InlineData("{ enable: true, monitor: [] }")]
    public async Task Without_a_service_nothing_is_watched(string section) =>
        (await MigratedSections.OfAsync($"serviceMonitor: {section}")).Relay.ShouldNotContain("services");
}
