namespace Butler.Cli.Tests.Migrate;

/// <summary>The monitors of the version and the licenses.</summary>
public sealed class MonitorSectionTests
{
    [Fact]
    public async Task Monitors_that_are_on_are_the_relays_and_without_destinations_have_no_routes()
    {
        var migrated = await MigratedSections.OfAsync("""
            qlikSenseVersion: { versionMonitor: { enable: true, frequency: every 2 hours, host: central } }
            qlikSenseLicense:
              serverLicenseMonitor:
                enable: true
                alert: { thresholdDays: 10 }
                destination: { influxDb: { enable: true }, mqtt: { enable: true, sendAlert: { enable: true } } }
              licenseMonitor: { enable: false, frequency: every 6 hours }
            """);

        migrated.Relay.ShouldContain("""
            monitors:
              version:
                every: 2h
                url: https://central:9032
              license:
                every: 1d
                warnBefore: [10d, 7d, 1d]

            """.ReplaceLineEndings("\n"));
        migrated.App.ShouldNotContain("sense.");
        migrated["qlikSenseLicense.serverLicenseMonitor.destination.mqtt.sendAlert.enable"].ShouldBe(
            "off in Butler |  | mqttConfig.enable or the monitor's destination.mqtt.enable is not true.");
        migrated["qlikSenseLicense.serverLicenseMonitor.destination.influxDb.enable"].ShouldBe(
            "off in Butler |  | influxDb.enable or the monitor's destination.influxDb.enable is not true.");
        migrated["qlikSenseLicense.licenseMonitor.frequency"].ShouldBe(
            "off in Butler |  | qlikSenseLicense.licenseMonitor.enable is not true.");
    }

    [Theory]
    [InlineData("at 2:30 am")]
    [InlineData("every 5 seconds")]
    [InlineData("every 90 days")]
    public async Task A_frequency_that_is_no_possible_interval_is_replaced_and_said(string frequency)
    {
        var migrated = await MigratedSections.OfAsync(
            $"qlikSenseLicense: {{ licenseMonitor: {{ enable: true, frequency: '{frequency}' }} }}");

        migrated.Relay.ShouldContain("monitors:\n  access:\n    every: 6h\n");
        migrated["qlikSenseLicense.licenseMonitor.frequency"].ShouldBe(
            $"changed | relay.yaml: monitors.access.every | \"{frequency}\" is no interval from 10 seconds to 30 days, so it is 6h.");
        migrated.Steps.ShouldContain(
            $"`Butler.qlikSenseLicense.licenseMonitor.frequency` is \"{frequency}\", which is no interval from 10 seconds to 30 days: "
            + "`monitors.access.every` in relay.yaml is 6h. Change it there.");
    }
}
