namespace Butler.Cli.Tests.Migrate;

/// <summary>What Butler told of itself: uptime, heartbeat and the metrics of its queue.</summary>
public sealed class SelfSectionTests
{
    [Fact]
    public async Task Uptime_and_heartbeat_are_the_section_self()
    {
        var migrated = await MigratedSections.OfAsync("""
            uptimeMonitor: { enable: true, frequency: every 20 minutes, logLevel: verbose, storeInInfluxdb: { enable: true } }
            heartbeat: { enable: true, remoteURL: "https://hc-ping.com/s3cret", frequency: every 30 seconds }
            """);

        migrated.Relay.ShouldContain("""
            self:
              metrics:
                every: 20m
              heartbeat:
                url: '${HEARTBEAT_URL}'
                every: 30s

            """.ReplaceLineEndings("\n"));
        migrated.App.ShouldContain("self:\n  metrics:\n    every: 20m\n");
        (migrated.Relay + migrated.App + string.Concat(migrated.Steps)).ShouldNotContain("s3cret");
        migrated["uptimeMonitor.storeInInfluxdb.enable"].ShouldBe(
            "off in Butler |  | influxDb.enable or the monitor's own switch is not true.");
        migrated["heartbeat.remoteURL"].ShouldBe("taken over | relay.yaml: self.heartbeat.url, as ${HEARTBEAT_URL} | ");
    }

    [Theory]
    [InlineData("heartbeat: { enable: true, remoteURL: 'http://alive.example.com/x', frequency: every 30 seconds }", "remoteURL")]
    [InlineData("heartbeat: { enable: false, remoteURL: 'https://alive.example.com/x', frequency: every 30 seconds }", "frequency")]
    public async Task A_heartbeat_that_is_off_or_not_encrypted_is_not_taken_over(string heartbeat, string key)
    {
        var migrated = await MigratedSections.OfAsync(heartbeat);
        migrated.Relay.ShouldNotContain("self:");
        migrated[$"heartbeat.{key}"].ShouldContain(key == "frequency"
            ? "heartbeat.enable is not true."
            : "The relay calls https:// only, because the address holds a token.");
    }

    [Fact]
    public async Task A_frequency_that_is_no_possible_interval_is_replaced_and_said()
    {
        var migrated = await MigratedSections.OfAsync("uptimeMonitor: { enable: true, frequency: at 2:30 am }");
        migrated.Relay.ShouldContain("self:\n  metrics:\n    every: 15m\n");
        migrated.Steps.ShouldContain(
            "`Butler.uptimeMonitor.frequency` is \"at 2:30 am\", which is no interval from 10 seconds to a day: `self.metrics.every` is "
            + "15m. Change it there.");
    }
}
