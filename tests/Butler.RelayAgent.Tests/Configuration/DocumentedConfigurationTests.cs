using System.Text.RegularExpressions;
using Butler.Core.Configuration;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Monitors.Services;

namespace Butler.RelayAgent.Tests.Configuration;

/// <summary>What the documentation shows of relay.yaml is read by the code it documents.</summary>
public sealed partial class DocumentedConfigurationTests
{
    /// <summary>The guide is for Windows, too.</summary>
    private static readonly YamlType<RelayOptions> Type = new RelayOptionsReader(
        new EnvironmentOverrides(name => name == ServiceMonitorReader.Simulated ? "http://127.0.0.1:1" : null)).Type();

    [Fact]
    public void The_relay_yaml_in_the_guide_is_good()
    {
        var text = YamlBlock().Matches(File.ReadAllText(Repository.PathOf("docs/configure.md"))).Select(m => m.Groups[1].Value)
            .Single(b => b.StartsWith("relay:", StringComparison.Ordinal));
        var options = YamlFile.Read("docs/configure.md", text, Type, _ => null);
        (options.Relay.Name, options.Qrs!.User, options.Commands.StartTask.Types.Single())
            .ShouldBe(("sense-node-1", @"INTERNAL\sa_api", "reload"));
    }

    [Fact]
    public void The_api_in_the_guide_is_good()
    {
        var text = YamlBlock().Matches(File.ReadAllText(Repository.PathOf("docs/api.md"))).Select(m => m.Groups[1].Value)
            .Single(b => b.Contains("listen:", StringComparison.Ordinal));
        var api = YamlFile.Read(
            "docs/api.md", text + "serviceBus: { connection: https://example.servicebus.windows.net }\n", Type, _ => "s3cr3t").Api!;
        (api.Listen.ToString(), api.Keys.Single(), api.FunctionApp!.Url.AbsoluteUri).ShouldBe(
            ("0.0.0.0:8080", "s3cr3t", "https://name.azurewebsites.net/api"));
    }

    [Fact]
    public void The_monitors_in_the_guide_are_good()
    {
        var text = YamlBlock().Matches(File.ReadAllText(Repository.PathOf("docs/monitors.md"))).Select(m => m.Groups[1].Value)
            .Single(b => b.StartsWith("monitors:", StringComparison.Ordinal));
        var monitors = YamlFile.Read(
            "docs/monitors.md",
            text + "serviceBus: { connection: https://example.servicebus.windows.net }\nqrs: { url: http://sense:4242 }\n",
            Type,
            _ => null).Monitors;
        (monitors.Version!.Url!.Port, monitors.License!.WarnBefore.Count, monitors.Access!.LowAvailable!.ToString(),
            monitors.Certificates!.Every).ShouldBe((9032, 5, "10%", TimeSpan.FromDays(1)));
        monitors.Services!.Hosts.Select(each => each.Host).ShouldBe([null, "qs-node-2"]);
    }

    [Fact]
    public void The_release_of_licenses_in_the_guide_is_good()
    {
        var text = YamlBlock().Matches(File.ReadAllText(Repository.PathOf("docs/monitors.md"))).Select(m => m.Groups[1].Value)
            .Single(b => b.StartsWith("licenseRelease:", StringComparison.Ordinal));
        var release = YamlFile.Read(
            "docs/monitors.md",
            text + "serviceBus: { connection: https://example.servicebus.windows.net }\nqrs: { url: http://sense:4242 }\n"
                + "commands: { key: 0123456789abcdef0123456789abcdef }\n",
            Type,
            _ => null).LicenseRelease!;
        (release.DryRun, release.Most, release.NeverUsed, release.Never.Users.Single(), release.Never.CustomProperties["License"].Single())
            .ShouldBe((true, 20, TimeSpan.FromDays(90), @"FABRIKAM\uberg", "keep"));
    }

    [Fact]
    public void The_schema_in_docs_is_the_one_of_the_code() =>
        Repository.ShouldMatch(
            "docs/schema/relay.schema.json", YamlFile.Schema("relay.yaml", Type).ToJsonString(Repository.Indented) + "\n");

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex YamlBlock();
}
