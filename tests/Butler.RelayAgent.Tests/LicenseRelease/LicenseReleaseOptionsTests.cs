using System.Text.Json;
using Butler.Core.Configuration;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.LicenseRelease;

namespace Butler.RelayAgent.Tests.LicenseRelease;

public sealed class LicenseReleaseOptionsTests
{
    private const string All =
        """
        every: 12h, types: [professional, analyzer, analyzer], olderThan: { professional: 60d }, neverUsed: { olderThan: 90d },
        never: { users: ['NORD\iholm'], tags: [keep], customProperties: { License: keep }, directories: [INTERNAL],
                 inactive: yes, blocked: No, removedExternally: ignore },
        dryRun: false, most: 5
        """;

    [Fact]
    public void The_section_is_read_and_has_safe_defaults()
    {
        Text(ReleaseBench.Read("types: [analyzer]")).ShouldBe(Text(new LicenseReleaseOptions
        {
            Every = TimeSpan.FromHours(24),
            Types = ["analyzer"],
            OlderThan = new OlderThan { All = TimeSpan.FromDays(30) },
            NeverUsed = null,
            Never = new NeverRelease(),
            DryRun = true,
            Most = 20,
        }));
        Text(ReleaseBench.Read(All)).ShouldBe(Text(new LicenseReleaseOptions
        {
            Every = TimeSpan.FromHours(12),
            Types = ["professional", "analyzer"],
            OlderThan = new OlderThan { All = TimeSpan.FromDays(30), Professional = TimeSpan.FromDays(60) },
            NeverUsed = TimeSpan.FromDays(90),
            Never = new NeverRelease
            {
                Users = [@"NORD\iholm"],
                Tags = ["keep"],
                CustomProperties = new Dictionary<string, IReadOnlyList<string>> { ["License"] = ["keep"] },
                Directories = ["INTERNAL"],
                Inactive = Guard.Yes,
                Blocked = Guard.No,
                RemovedExternally = Guard.Ignore,
            },
            DryRun = false,
            Most = 5,
        }));
    }

    [Theory]
    [InlineData("types: [login]", "licenseRelease.types[0]: is \"login\", expected one of professional, analyzer")]
    [InlineData("types: [analyzer], olderThan: 23h", "licenseRelease.olderThan.all: must be from 1d to 3650d")]
    [InlineData("types: [analyzer], olderThan: { analyzer: 1h }", "licenseRelease.olderThan.analyzer: must be from 1d to 3650d")]
    [InlineData("types: [analyzer], neverUsed: {}", "licenseRelease.neverUsed: lacks the key \"olderThan\"")]
    [InlineData("types: [analyzer], neverUsed: { olderThan: 1h }", "licenseRelease.neverUsed.olderThan: must be from 1d to 3650d")]
    [InlineData("types: [analyzer], every: 30s", "licenseRelease.every: must be from 1m to 30d")]
    [InlineData("types: [analyzer], most: 0", "licenseRelease.most: is \"0\", expected a whole number from 1 to 10000")]
    [InlineData("types: [analyzer], never: { users: [iholm] }", "licenseRelease.never.users[0]: must be DIRECTORY\\user")]
    [InlineData("types: [analyzer], never: { inactive: maybe }", "licenseRelease.never.inactive: is \"maybe\", expected yes, no or ignore")]
    [InlineData("types: [analyzer], never: { tag: [a] }", "licenseRelease.never.tag: is not a key that is known here")]
    public void A_fault_says_what_is_expected(string section, string problem) =>
        Should.Throw<ConfigurationException>(() => ReleaseBench.Read(section)).Message.ShouldContain(problem);

    [Fact]
    public void It_needs_the_repository_service_and_the_key_of_commands()
    {
        const string Section =
            "serviceBus: { connection: https://example.servicebus.windows.net }\nlicenseRelease: { types: [analyzer] }\n";
        var problem = Should.Throw<ConfigurationException>(() => Read(Section, out _)).Message;
        problem.ShouldContain("licenseRelease: asks the repository service: add the section qrs");
        problem.ShouldContain(
            "licenseRelease: needs commands.key: a signed command of the function app says which relay of the site runs a release");
        Read(Section.Replace("analyzer", "", StringComparison.Ordinal), out _).LicenseRelease!.Types.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("olderThan: 6d", 1)]
    [InlineData("olderThan: { analyzer: 1d, professional: 2d }", 2)]
    [InlineData("olderThan: 7d", 0)]
    public void A_time_that_only_leads_into_quarantine_is_a_warning(string section, int count)
    {
        Read(ReleaseBench.File($"types: [analyzer], {section}"), out var warnings);
        warnings.Count.ShouldBe(count);
        warnings.ShouldAllBe(warning => warning.ToString().Contains("is shorter than 7d: Sense puts", StringComparison.Ordinal));
    }

    private static string Text(LicenseReleaseOptions? options) => JsonSerializer.Serialize(options);

    private static RelayOptions Read(string text, out IReadOnlyList<ConfigurationFault> warnings) => YamlFile.Read(
        "relay.yaml", text, new RelayOptionsReader(new EnvironmentOverrides(_ => null)).Type(), _ => null, out warnings);
}
