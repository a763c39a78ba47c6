using System.Text;

namespace Butler.Cli.Tests.Migrate;

/// <summary>What <c>butler migrate</c> refuses: with the place and a remedy, with exit code 2, and with nothing written.</summary>
public sealed class MigrateRefusalTests : IDisposable
{
    private const string Qrs = "  configQRS: { host: h, useSSL: false }\n";
    private readonly ButlerFixture butler = new();

    public void Dispose() => butler.Dispose();

    [Theory]
    [InlineData("", "FILE: is empty")]
    [InlineData("Butler: [\n", "FILE:1:9: is not valid YAML: the [ that begins here is never closed")]
    [InlineData("Butler:\n\tlogLevel: info\n", "FILE:2:1: is not valid YAML: the line is indented with a tab; YAML takes blanks only")]
    [InlineData("Butler:\n", "FILE:1: the root key Butler has no keys below it; indent them")]
    [InlineData(
        "Butler:\n  logLevel: info\n  logLevel: warn\n",
        "FILE:3:3: is not valid YAML: the key \"logLevel\" stands here a second time (first in line 2); remove one of them")]
    [InlineData(
        "Butler:\n  logLevel: *level\n",
        "FILE:2:13: is not valid YAML: a value that begins with * must be in quotes, such as '*.failed' (without them, YAML takes it for "
            + "an alias)")]
    [InlineData(
        "channels: {}\nroutes: []\n", "FILE:1: is a configuration file of this product already; name Butler's own file")]
    [InlineData(
        "butlerSchedule: []\n",
        "FILE:1: is Butler's schedule file; name its configuration file, and this one with --schedules")]
    [InlineData(
        "other: 1\n",
        "FILE:1: has no root key Butler, so it is not a configuration file of Butler; name the one it is started with")]
    [InlineData(
        "- Butler\n",
        "FILE:1: has no root key Butler, so it is not a configuration file of Butler; name the one it is started with")]
    [InlineData(
        "Butler:\n  logLevel: info\n",
        "FILE:1: Butler.configQRS: is missing: without the repository service nothing is known about tasks; add it, with host and port")]
    public async Task A_file_that_is_not_a_configuration_of_butler(string text, string expected)
    {
        var (exitCode, output, error) = await butler.RunAsync(text);

        (exitCode, output).ShouldBe((2, ""));
        error.ShouldBe($"butler migrate: {expected.Replace("FILE", butler.File, StringComparison.Ordinal)}{Environment.NewLine}");
        Directory.Exists(butler.Out).ShouldBeFalse();
    }

    [Fact]
    public async Task All_values_of_a_wrong_type_are_listed_and_no_secret_is_shown()
    {
        var (exitCode, _, error) = await butler.RunAsync("Butler:\n" + Qrs + """
              udpServerConfig: { enable: true, serverHost: h, portTaskFailure: abc }
              slackNotification:
                enable: yes
              teamsNotification:
                enable: true
                reloadTaskFailure: { enable: true, webhookURL: SECRET-not-a-url, rateLimit: -1, messageType: fancy }
              serviceMonitor: { enable: [] }
              scheduler: on
              genericUrls: { id: x }
              emailNotification:
                enable: true
                reloadTaskFailure: { enable: true, recipients: [{ a: b }] }
                smtp: { auth: { enable: true, password: { SECRET: 1 } } }
              webhookNotification: { enable: true, reloadTaskFailure: { webhooks: [SECRET-hook] } }
            """);

        exitCode.ShouldBe(2);
        error.Replace(butler.File, "FILE", StringComparison.Ordinal).TrimEnd().Split('\n').ShouldBe(
        [
            "butler migrate: FILE:3: Butler.udpServerConfig.portTaskFailure: is \"abc\", expected a whole number from 1 to 65535",
            "FILE:5: Butler.slackNotification.enable: is \"yes\", expected true or false",
            "FILE:8: Butler.teamsNotification.reloadTaskFailure.webhookURL: is not an absolute URL (https:// or http://)",
            "FILE:8: Butler.teamsNotification.reloadTaskFailure.messageType: is \"fancy\", expected basic or formatted",
            "FILE:8: Butler.teamsNotification.reloadTaskFailure.rateLimit: is \"-1\", expected a whole number from 0 to 2147483647",
            "FILE:9: Butler.serviceMonitor.enable: is a list, expected true or false",
            "FILE:10: Butler.scheduler: is a text, expected a mapping of keys to values",
            "FILE:11: Butler.genericUrls: is a mapping, expected a list",
            "FILE:14: Butler.emailNotification.reloadTaskFailure.fromAddress: has no value, and a feature that is on needs it; "
                + "set it, or turn the feature off",
            "FILE:14: Butler.emailNotification.reloadTaskFailure.recipients: is not a list of texts, expected one such as [a, b]",
            "FILE:15: Butler.emailNotification.smtp.host: has no value, and a feature that is on needs it; "
                + "set it, or turn the feature off",
            "FILE:15: Butler.emailNotification.smtp.auth.user: has no value, and a feature that is on needs it; "
                + "set it, or turn the feature off",
            "FILE:15: Butler.emailNotification.smtp.auth.password: is a mapping, expected text",
            "FILE:16: Butler.webhookNotification.reloadTaskFailure.webhooks[0]: is a text, expected a mapping of keys to values",
        ]);
    }

    [Fact]
    public async Task Aliases_that_multiply_end_the_reading()
    {
        var text = new StringBuilder("Butler:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 9; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  a{i}: &a{i} [*a{i - 1}");
            text.Append(string.Concat(Enumerable.Repeat(System.FormattableString.Invariant($", *a{i - 1}"), 9))).Append("]\n");
        }

        var (exitCode, _, error) = await butler.RunAsync(text.ToString());

        exitCode.ShouldBe(2);
        error.ShouldContain("is where the file exceeds 100000 values; a configuration has fewer, so look for aliases (*name) that repeat");
    }

    [Fact]
    public async Task A_huge_file_is_not_read()
    {
        var (exitCode, _, error) = await butler.RunAsync("Butler:\n" + new string('#', 5_000_000));

        (exitCode, error.TrimEnd()).ShouldBe((2, $"butler migrate: {butler.File}: has 5000008 bytes, expected at most 4194304; name the "
            + "configuration file that Butler is started with"));
    }

    [Fact]
    public async Task A_file_in_another_encoding()
    {
        File.WriteAllBytes(butler.File, [.. "Butler:\n  a: "u8, 0xE5]);

        var (exitCode, _, error) = await butler.RunAsync((string?)null);

        exitCode.ShouldBe(2);
        error.ShouldStartWith($"butler migrate: {butler.File}:2: is not UTF-8");
    }

    [Fact]
    public async Task A_file_that_is_not_there()
    {
        (await ButlerFixture.RunAsync([butler.File, "--out", butler.Out])).ShouldBe((2, "",
            $"butler migrate: there is no file {butler.File}; name the file that Butler is started with{Environment.NewLine}"));
        (await ButlerFixture.RunAsync([butler.Folder, "--out", butler.Out])).ShouldBe((2, "",
            $"butler migrate: there is no file {butler.Folder}; name the file that Butler is started with{Environment.NewLine}"));
    }

    [Fact]
    public async Task A_schedule_file_a_zone_or_a_folder_that_it_cannot_take()
    {
        var none = Path.Combine(butler.Folder, "none.yaml");
        (await butler.RunAsync("Butler:\n" + Qrs, "--schedules", none))
            .ShouldBe((2, "", $"butler migrate: --schedules: there is no file {none}{Environment.NewLine}"));
        (await ButlerFixture.RunAsync([butler.File, "--out", butler.Out, "--butler-zone", "Mars/Base"])).ShouldBe((2, "",
            $"butler migrate: --butler-zone 'Mars/Base' is not a time zone: expected one like Europe/Stockholm{Environment.NewLine}"));
        (await ButlerFixture.RunAsync([butler.File, "--out", butler.File]))
            .ShouldBe((2, "", $"butler migrate: --out: {butler.File} is a file; name a folder{Environment.NewLine}"));
    }

    [Fact]
    public async Task Files_that_are_there_are_replaced_only_when_asked()
    {
        butler.Write("out/butler.yaml", "mine");
        butler.Write("out/other.txt", "mine");

        (await butler.RunAsync("Butler:\n" + Qrs)).ShouldBe((2, "",
            $"butler migrate: {butler.Out} holds butler.yaml already; name another folder, or replace the files with "
                + $"--force{Environment.NewLine}"));
        butler.Read("butler.yaml").ShouldBe("mine");
        Directory.GetFiles(butler.Out).Length.ShouldBe(2);

        (await butler.RunAsync("Butler:\n" + Qrs, "--force")).ExitCode.ShouldBe(0);
        butler.Read("butler.yaml").ShouldStartWith("# Made by butler migrate");
        butler.Read("other.txt").ShouldBe("mine");
    }

    [Fact]
    public async Task What_the_check_finds_and_schedules_that_are_lost_are_told_after_the_files_are_written()
    {
        butler.Write("bad.yaml", """
            butlerSchedule:
              - { id: a, name: A, cronSchedule: '0 6 * * 1', timezone: UTC, qlikSenseTaskId: none, startupState: started }
            """);

        var (exitCode, output, error) = await butler.RunAsync("Butler:\n" + Qrs + """
              scheduler: { enable: true }
              emailNotification:
                enable: true
                reloadTaskFailure: { enable: true, fromAddress: s@example.com, recipients: [<Email address 1>] }
                smtp: { host: mail.example.com }
            """, "--schedules", Path.Combine(butler.Folder, "bad.yaml"));

        exitCode.ShouldBe(1);
        output.ShouldContain($"wrote {butler.Out}/butler.yaml");
        error.ShouldContain($"{butler.Out}/butler.yaml:");
        error.ShouldContain("butler migrate: the files were written, but have the faults above; correct them there");
        error.ShouldContain("butler migrate: 1 schedules were not taken over; migration.md says why");
        butler.Read("migration.md").ShouldContain("| A | `0 6 * * 1` | `0 6 * * 1` | never | never "
            + "| Not taken over: The task \"none\" is not a GUID. |");
    }
}
