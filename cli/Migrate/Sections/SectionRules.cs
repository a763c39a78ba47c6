using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary>All rules, in the order of their use: those that report what is left come last.</summary>
internal static class SectionRules
{
    public static IReadOnlyList<ISectionRule> All { get; } =
    [
        new LinksRule(), new ChatRule("slack"), new ChatRule("teams"), new EmailRule(), new WebhookRule(), new Signl4Rule(),
        new NewRelicRule(), new NewRelicApiRule(), new MqttRule(), new InfluxRule(), new ApiRule(), new EndpointsRule(),
        new SchedulerRule(), new UdpRule(), new SenseRule(), new CommandsRule(), new FilesRule(), new LoggingRule(), new RelayRule(),
        new MonitorsRule(), new ServiceMonitorRule(), new LicenseReleaseRule(), new SelfRule(), new ReportedRule(),
    ];
}
