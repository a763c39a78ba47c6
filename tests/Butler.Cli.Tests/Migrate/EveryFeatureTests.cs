using System.Text.RegularExpressions;

namespace Butler.Cli.Tests.Migrate;

/// <summary>Files of Butler with every feature on: what comes of them as a whole.</summary>
public sealed partial class EveryFeatureTests : IDisposable
{
    private const string Expected = "tests/Butler.Cli.Tests/Migrate/Expected";
    private readonly ButlerFixture butler = new();

    public void Dispose() => butler.Dispose();

    [Theory]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    public async Task Both_files_are_as_kept_and_pass_the_check(int version)
    {
        var (exitCode, output, error) = await butler.RunAsync(ButlerFixture.EveryFeature(version));

        (exitCode, error).ShouldBe((0, ""));
        output.ShouldContain($"{butler.Out}/butler.yaml is good: ");
        output.ShouldContain("The configuration of relay ");
        Repository.ShouldMatch($"{Expected}/butler-{version}.yaml", butler.Read("butler.yaml"));
        Repository.ShouldMatch($"{Expected}/relay-{version}.yaml", butler.Read("relay.yaml"));
        Repository.ShouldMatch($"{Expected}/migration-{version}.md", butler.Read("migration.md"));
        Directory.GetFiles(butler.Out, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(butler.Out, file))
            .Order(StringComparer.Ordinal).ShouldBe(
            [
                "butler.yaml", "certificates/hooks.pem", "migration.md", "relay.yaml", "templates/email/partials/foot.hbs",
                "templates/email/task.html.hbs", "templates/slack/failed.hbs",
            ]);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    public async Task Every_key_is_in_the_report_once(int version)
    {
        await butler.RunAsync(ButlerFixture.EveryFeature(version));

        var rows = ReportRow().Matches(butler.Read("migration.md")).Select(row => row.Groups[1].Value).ToList();
        rows.Order(StringComparer.Ordinal).ShouldBe(TestLeaves.Of(File.ReadAllText(butler.File)).Order(StringComparer.Ordinal));
        butler.Read("migration.md").ShouldContain("- unknown: 0 keys");
    }

    [Fact]
    public async Task No_secret_is_in_any_file_or_output()
    {
        var text = ButlerFixture.EveryFeature(17);
        var secrets = Secret().Matches(text).Select(secret => secret.Value).Distinct().ToList();
        secrets.Count.ShouldBeGreaterThan(20);

        var (_, output, error) = await butler.RunAsync(text);

        var written = Directory.GetFiles(butler.Out, "*", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();
        secrets.Where(secret => written.Append(output).Append(error).Any(part => part.Contains(secret, StringComparison.Ordinal)))
            .ShouldBeEmpty();
    }

    /// <summary>A key that no rule knows is found in every section that is read key by key.</summary>
    [Theory]
    [InlineData("Butler", "  logLevl: info", "Did you mean logLevel?")]
    [InlineData("Butler.slackNotification", "    reloadTaskFail: 1", "Did you mean reloadTaskFailure?")]
    [InlineData("Butler.influxDb", "    hostPorts: 1", "Did you mean hostPort?")]
    [InlineData("Butler.mqttConfig", "    brokerHosts: 1", "Did you mean brokerHost?")]
    [InlineData("Butler.restServerEndpointsEnable", "    fileCopi: true", "Did you mean fileCopy?")]
    [InlineData("Butler.udpServerConfig", "    serverHosts: x", "Did you mean serverHost?")]
    [InlineData("Butler.webhookNotification", "    other: { a: { b: 1 } }", "")]
    public async Task An_unknown_key_is_reported_with_the_one_that_was_meant(string section, string line, string hint)
    {
        var name = section.Split('.')[^1];
        var text = ButlerFixture.EveryFeature(17).Replace($"{name}:\n", $"{name}:\n{line}\n", StringComparison.Ordinal);
        var key = line.Contains("a:", StringComparison.Ordinal) ? "other.a.b" : line.Trim().Split(':')[0];

        var (exitCode, output, _) = await butler.RunAsync(text);

        (exitCode, output.Contains("unknown: 1 keys", StringComparison.Ordinal)).ShouldBe((0, true));
        var note = "Not a key of Butler 15 to 17 that this command knows. Nothing was made of it." + (hint.Length > 0 ? $" {hint}" : "");
        butler.Read("migration.md").Split('\n').Single(row => row.StartsWith($"| `{section}.{key}` |", StringComparison.Ordinal))
            .ShouldEndWith($" | unknown |  | {note} |");
    }

    [GeneratedRegex(@"^\| `(Butler[^`]*)` \|", RegexOptions.Multiline)]
    private static partial Regex ReportRow();

    [GeneratedRegex("SECRET-[a-z0-9-]+")]
    private static partial Regex Secret();
}
