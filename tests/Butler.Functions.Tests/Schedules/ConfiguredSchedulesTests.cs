using Butler.Core.Configuration;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Schedules;

/// <summary>Schedules in <c>butler.yaml</c>.</summary>
public sealed class ConfiguredSchedulesTests
{
    private const string Schedules = $"[{{ name: Margin, cron: '*/5 * * * *', task: {ScheduleSite.Task} }}]";

    [Fact]
    public async Task They_run_beside_those_of_the_api()
    {
        using var site = new ScheduleSite(Schedules);
        await site.CreateAsync("16 * * * *");
        await site.PassUntilAsync("04:21:00");
        site.Started.ShouldBe("04:15:00 04:16:00 04:20:00");
        site.Commands[0].Id.ShouldBe("Margin:20310314T041500Z");
    }

    /// <summary>What is stopped over HTTP stays so until <c>enabled</c> changes in the file.</summary>
    [Fact]
    public async Task Their_state_outlives_a_restart_and_a_change_of_the_file()
    {
        using var site = new ScheduleSite(Schedules);
        await site.App.Services.ScheduleStates.SetAsync("Margin", false, CancellationToken.None);
        site.App.Restart();
        await site.PassUntilAsync("04:16:00");
        await WriteAsync(site, "'*/5 * * * *'", "'*/3 * * * *'");
        await site.PassUntilAsync("04:19:00");
        site.Started.ShouldBe("");
        await WriteAsync(site, "task:", "enabled: false, task:");
        await site.PassUntilAsync("04:22:00");
        await WriteAsync(site, "enabled: false", "enabled: true");
        await site.PassUntilAsync("04:25:00");
        site.Started.ShouldBe("04:24:00");
    }

    [Fact]
    public async Task One_that_is_removed_from_the_file_does_not_run_and_its_row_is_deleted_in_the_end()
    {
        using var site = new ScheduleSite(Schedules);
        await site.PassUntilAsync("04:14:00");
        await WriteAsync(site, Schedules, "[]");
        await site.PassUntilAsync("04:21:00");
        site.Started.ShouldBe("");
        site.App.Tables.Rows(TableNames.Schedules).Count.ShouldBe(1);
        site.App.Time.Advance(TimeSpan.FromDays(31));
        await site.App.Services.ScheduleSweep.RunAsync(CancellationToken.None);
        site.App.Tables.Rows(TableNames.Schedules).ShouldBeEmpty();
    }

    /// <summary>A new cron text counts from the moment it is met, not for the time before.</summary>
    [Fact]
    public async Task A_new_cron_text_starts_nothing_that_has_passed()
    {
        using var site = new ScheduleSite(Schedules.Replace("*/5 *", "0 6", StringComparison.Ordinal));
        await site.PassUntilAsync("04:20:00");
        await WriteAsync(site, "0 6", "10,30 4");
        await site.PassUntilAsync("04:31:00");
        site.Started.ShouldBe("04:30:00");
        site.Missed.ShouldBe("");
    }

    [Fact]
    public void All_keys_are_read()
    {
        var options = Read("""
            [{ name: Nightly, cron: 0 2 * * 1-5, timeZone: W. Europe Standard Time, task: 0D7C2F18-5a61-4a9c-9be4-2f6f0c1f7a33,
               tasks: [6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1], taskTags: nightly, taskCustomProperties: { Team: [Finance, Sales] },
               site: north, missed: once, enabled: false, comment: after the load }]
            """).ShouldHaveSingleItem();
        (options.Name, options.Cron, options.Site, options.Missed, options.Enabled, options.Comment).ShouldBe(
            ("Nightly", "0 2 * * 1-5", "north", "once", false, "after the load"));
        TimeZoneInfo.FindSystemTimeZoneById(options.TimeZone!).BaseUtcOffset.ShouldBe(TimeSpan.FromHours(1));
        options.Tasks.TaskIds.ShouldBe([ScheduleSite.Task, "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1"]);
        options.Tasks.Tags.ShouldBe(["nightly"]);
        options.Tasks.CustomProperties.ShouldBe([new("Team", "Finance"), new("Team", "Sales")]);
    }

    [Theory]
    [InlineData(
        "cron: 0 25 * * *, task: T",
        "butler.yaml:5: schedules[0].cron: has \"25\" at position 3: expected an hour from 0 to 23, * for all, a range such as 1-5, or a "
            + "step such as */5")]
    [InlineData("task: T", "butler.yaml:5: schedules[0]: lacks the key \"cron\"")]
    [InlineData("cron: 0 5 * * *", "butler.yaml:5: schedules[0]: names no task; expected task, tasks, taskTags, taskCustomProperties or cloud")]
    [InlineData("cron: 0 5 * * *, task: Reload", "butler.yaml:5: schedules[0].task: is \"Reload\", expected a GUID")]
    [InlineData("cron: 0 5 * * *, task: T, timezone: UTC", "did you mean \"timeZone\"?")]
    [InlineData("cron: 0 5 * * *, task: T, tags: [a]", "schedules[0].tags: is not a key that is known here")]
    [InlineData(
        "cron: 0 5 * * *, task: T, timeZone: Europe/Stokholm",
        "schedules[0].timeZone: is \"Europe/Stokholm\", expected a time zone")]
    [InlineData("cron: 0 5 * * *, task: T, missed: onec", "did you mean \"once\"?")]
    [InlineData("cron: 0 5 * * *, task: T, site: nort", "names the site \"nort\", which is not among the sites; did you mean \"north\"?")]
    [InlineData("cron: 0 5 * * *, task: T }, { name: x, cron: 0 6 * * *, task: T", "schedules[1]: is a second schedule named \"x\"")]
    public void A_fault_has_its_place(string keys, string fault) =>
        Should.Throw<ConfigurationException>(() => Read($"[{{ name: x, {keys.Replace("T", ScheduleSite.Task, StringComparison.Ordinal)
            .Replace("U" + ScheduleSite.Task + "C", "UTC", StringComparison.Ordinal)} }}]"))
            .Faults.ShouldHaveSingleItem().ToString().ShouldContain(fault);

    [Fact]
    public void A_target_in_Qlik_Cloud_is_read()
    {
        var options = ReadCloud("{ tenant: acme, app: a-1, partial: true } }, { name: y, cron: 0 6 * * *, cloud: { tenant: acme, automation: "
            + "Refresh prices }");
        options.Select(schedule => schedule.Cloud).ShouldBe([
            new Functions.Configuration.CloudTarget("acme") { App = "a-1", Partial = true },
            new Functions.Configuration.CloudTarget("acme") { Automation = "Refresh prices" },
        ]);
        options[0].Tasks.TaskIds.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{ tenant: acm, app: a }", "schedules[0].cloud: names the tenant \"acm\", which is not among qlikCloud.tenants; did you mean \"acme\"?")]
    [InlineData("{ app: a }", "schedules[0].cloud: lacks the key \"tenant\"")]
    [InlineData("{ tenant: acme }", "schedules[0].cloud: names nothing to start; expected app or automation")]
    [InlineData("{ tenant: acme, app: a, automation: b }", "schedules[0].cloud.automation: names an app and an automation; a schedule starts one of them")]
    [InlineData("{ tenant: acme, automation: b, partial: true }", "schedules[0].cloud.partial: has partial beside an automation; only reloads are partial")]
    [InlineData("{ tenant: acme, app: a/b }", "schedules[0].cloud.app: is \"a/b\", expected an id of letters, digits, hyphens and underscores")]
    [InlineData("{ tenant: acme, app: a, application: b }", "schedules[0].cloud.application: is not a key that is known here")]
    [InlineData("{ tenant: acme, automation: Refresh price }", "schedules[0].cloud: names the automation \"Refresh price\", which is neither an id nor "
        + "among automations of the tenant acme; did you mean \"Refresh prices\"?")]
    [InlineData("{ tenant: other, app: a }", "schedules[0].cloud: names the tenant \"other\", which has neither apiKey nor oauth; one of them is needed "
        + "to start reloads")]
    [InlineData("{ tenant: other, automation: b }", "which has neither apiKey nor oauth; one of them is needed to start automations without a token")]
    [InlineData("{ tenant: acme, app: a }, taskTags: nightly", "schedules[0].taskTags: is given beside cloud; a schedule starts either tasks of Sense or "
        + "something in Qlik Cloud")]
    public void A_fault_of_a_target_in_Qlik_Cloud_has_its_place(string target, string fault) =>
        Should.Throw<ConfigurationException>(() => ReadCloud(target)).Faults[0].ToString().ShouldContain(fault);

    [Fact]
    public void An_automation_with_a_token_needs_no_key_of_the_tenant() =>
        ReadCloud("{ tenant: other, automation: Refresh prices }")[0].Cloud!.Automation.ShouldBe("Refresh prices");

    [Theory]
    [InlineData("2c9d0b1e-77aa-4c1b-9d5e-0f1a2b3c4d5e", "is a GUID")]
    [InlineData("startall", "is the last part of an address")]
    public void A_name_that_the_api_needs_is_refused(string name, string fault) =>
        Should.Throw<ConfigurationException>(() => Read($"[{{ name: {name}, cron: 0 5 * * *, task: {ScheduleSite.Task} }}]"))
            .Faults.ShouldHaveSingleItem().ToString().ShouldContain(fault);

    private static IReadOnlyList<Functions.Configuration.ScheduleOptions> Read(string schedules) => YamlFile.Read(
        "butler.yaml", $"channels: {{}}\nroutes: []\nsites: {{ default: {{}}, north: {{}} }}\nschedules:\n  {schedules}\n",
        Reading.Butler.Type, _ => null).Schedules;

    private static IReadOnlyList<Functions.Configuration.ScheduleOptions> ReadCloud(string target) => YamlFile.Read(
        "butler.yaml", $"""
        channels: {"{}"}
        routes: []
        {QlikCloud.Commands.CommandSite.Tenants}
        schedules:
          [{"{"} name: x, cron: 0 5 * * *, cloud: {target} {"}"}]
        """, Reading.Butler.Type, _ => null).Schedules;

    /// <summary>Changes the file, and lets the app take it over.</summary>
    private static async Task WriteAsync(ScheduleSite site, string before, string after)
    {
        site.App.Configuration.Text.ShouldContain(before);
        site.App.Configuration.Text = site.App.Configuration.Text.Replace(before, after, StringComparison.Ordinal);
        site.App.Time.Advance(TimeSpan.FromSeconds(6));
        await site.App.Services.Configuration.CurrentAsync(CancellationToken.None);
        await site.App.Services.Configuration.CurrentAsync(CancellationToken.None);
    }
}
