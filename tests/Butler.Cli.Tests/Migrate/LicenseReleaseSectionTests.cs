namespace Butler.Cli.Tests.Migrate;

/// <summary>The release of unused access licenses.</summary>
public sealed class LicenseReleaseSectionTests
{
    [Fact]
    public async Task A_release_is_the_relays_and_stays_a_dry_run_unless_Butler_says_otherwise()
    {
        var migrated = await MigratedSections.OfAsync("""
            qlikSenseLicense:
              licenseRelease:
                enable: true
                frequency: every 12 hours
                neverRelease: { inactive: IGNORE, blocked: true, removedExternally: 'no' }
                licenseType:
                  analyzer: { enable: true, releaseThresholdDays: 45 }
                  professional: { enable: true, releaseThresholdDays: 45 }
            """);

        migrated.Relay.ShouldContain("""
            licenseRelease:
              every: 12h
              types: [professional, analyzer]
              olderThan: 45d
              never:
                blocked: 'yes'
                removedExternally: 'no'
              dryRun: true

            """.ReplaceLineEndings("\n"));
        migrated.App.ShouldNotContain("sense.license");
    }

    [Fact]
    public async Task A_type_that_is_off_is_left_out_and_a_calendar_is_replaced_and_said()
    {
        var migrated = await MigratedSections.OfAsync("""
            qlikSenseLicense:
              licenseRelease:
                enable: true
                dryRun: false
                frequency: at 2:30 am
                neverRelease: { user: [], tag: null }
                licenseType: { analyzer: { enable: true }, professional: { enable: false, releaseThresholdDays: 10 } }
            """);

        migrated.Relay.ShouldContain(
            "licenseRelease:\n  every: 24h\n  types: [analyzer]\n  olderThan: 30d\n  dryRun: false\n");
        migrated["qlikSenseLicense.licenseRelease.licenseType.professional.releaseThresholdDays"].ShouldBe(
            "off in Butler |  | licenseRelease.licenseType.professional.enable is not true.");
        migrated["qlikSenseLicense.licenseRelease.frequency"].ShouldBe(
            "changed | relay.yaml: licenseRelease.every | \"at 2:30 am\" is no interval from a minute to 30 days, so it is 24h.");
        migrated.Steps.ShouldContain(
            "`Butler.qlikSenseLicense.licenseRelease.frequency` is \"at 2:30 am\", which is no interval from a minute to 30 days: "
            + "`licenseRelease.every` in relay.yaml is 24h. Change it there.");
    }

    [Theory]
    [InlineData("enable: false, licenseType: { analyzer: { enable: true } }", "qlikSenseLicense.licenseRelease.enable is not true.")]
    [InlineData(
        "enable: true, licenseType: { analyzer: { enable: false } }", "No type of qlikSenseLicense.licenseRelease.licenseType is on.")]
    public async Task A_release_that_is_off_writes_nothing(string section, string note)
    {
        var migrated = await MigratedSections.OfAsync($"qlikSenseLicense: {{ licenseRelease: {{ {section}, dryRun: false }} }}");
        migrated.Relay.ShouldNotContain("licenseRelease");
        migrated["qlikSenseLicense.licenseRelease.dryRun"].ShouldBe($"off in Butler |  | {note}");
    }
}
