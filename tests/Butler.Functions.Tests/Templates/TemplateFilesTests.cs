using Butler.Functions.Alerts;
using Butler.Functions.Channels.Email;
using Butler.Functions.Channels.Mqtt;
using Butler.Functions.Channels.Slack;
using Butler.Functions.Configuration;
using Butler.Functions.Hosting;
using Butler.Functions.Templates;

namespace Butler.Functions.Tests.Templates;

/// <summary>Which file is taken, and when it is read again.</summary>
public sealed class TemplateFilesTests
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(6);

    [Fact]
    public void A_file_that_is_not_UTF_8_is_a_fault_with_its_line()
    {
        using var folder = new TemplateFolder();
        var file = folder.Write("own/slack/default.hbs", "");
        File.WriteAllBytes(file, System.Text.Encoding.Latin1.GetBytes("{{taskName}}\nFörsäljning"));
        Should.Throw<TemplateException>(() => TemplateFiles.Read(TemplateFiles.Look(file)!.Value)).Message
            .ShouldStartWith($"{file}:2: is not UTF-8: the byte F6 is invalid here");
        File.WriteAllBytes(file, [.. System.Text.Encoding.Unicode.Preamble, .. System.Text.Encoding.Unicode.GetBytes("Försäljning")]);
        TemplateFiles.Read(TemplateFiles.Look(file)!.Value).ShouldBe("Försäljning");
    }

    [Fact]
    public void The_closest_name_is_taken_and_the_operators_file_before_the_one_that_is_shipped()
    {
        using var folder = new TemplateFolder();
        void Expect(string? text) => Body(folder).ShouldBe(new TemplateText(text, null));
        void Add(string path)
        {
            folder.Write(path, path);
            folder.Time.Advance(LookAgain);
            Expect(path);
        }

        Expect(null);
        Add("shipped/slack/default.hbs");
        Add("shipped/slack/default.body.hbs");
        Add("config/templates/slack/default.handlebars");
        Add("own/slack/default.hbs");
        Add("shipped/slack/sense.hbs");
        Add("shipped/slack/sense.reload.hbs");
        Add("shipped/slack/sense.reload.failed.hbs");
        Add("config/templates/slack/sense.reload.failed.handlebars");
        Add("config/templates/slack/sense.reload.failed.hbs");
        Add("own/slack/sense.reload.failed.hbs");
        folder.Write("own/sense.reload.failed.hbs", "for whatever channel");
        folder.Write("own/teams/sense.reload.failed.hbs", "for another channel");
        folder.Time.Advance(LookAgain);
        Expect("own/slack/sense.reload.failed.hbs");
    }

    [Fact]
    public void Groups_and_ends_of_incidents_have_templates_of_their_own()
    {
        using var folder = new TemplateFolder();
        folder.Write("shipped/slack/sense.reload.failed.hbs", "failed");
        Body(folder, kind: AlertKind.Group).Text.ShouldBeNull();
        Body(folder, kind: AlertKind.Escalated).Text.ShouldBe("failed");
        Body(folder, kind: AlertKind.Test).Text.ShouldBe("failed");
        folder.Write("shipped/slack/group.hbs", "group");
        folder.Write("shipped/slack/default.hbs", "default");
        folder.Time.Advance(LookAgain);
        Body(folder, kind: AlertKind.Group).Text.ShouldBe("group");
        Body(folder, kind: AlertKind.Resolved).Text.ShouldBe("default");
        folder.Write("own/slack/resolved.hbs", "resolved");
        folder.Time.Advance(LookAgain);
        Body(folder, kind: AlertKind.Resolved).Text.ShouldBe("resolved");
    }

    [Fact]
    public void A_template_for_failures_never_says_that_all_is_well()
    {
        using var folder = new TemplateFolder();
        folder.Write("own/slack/mine.hbs", "{{taskName}} failed, for a reason");
        folder.Write("own/slack/wise.hbs", "{{taskName}} {{#if isResolved}}is well{{else}}failed{{/if}}");
        folder.Write("shipped/slack/resolved.hbs", "resolved");
        Body(folder, "mine").Text.ShouldBe("Reload of Margin Cockpit failed, for a reason");
        Body(folder, "mine", kind: AlertKind.Resolved).Text.ShouldBe("resolved");
        Body(folder, "mine", kind: AlertKind.Group).Text.ShouldBeNull();
        Body(folder, "wise", kind: AlertKind.Resolved).Text.ShouldBe("Reload of Margin Cockpit is well");
        folder.Write("own/slack/mine-resolved.hbs", "mine is well");
        folder.Time.Advance(LookAgain);
        Body(folder, "mine", kind: AlertKind.Resolved).Text.ShouldBe("mine is well");
    }

    [Fact]
    public void A_text_or_subject_for_failures_leaves_groups_and_ends_of_incidents_to_the_built_in_form()
    {
        using var folder = new TemplateFolder();
        TemplateText Filled(ChannelOptions options, string template, AlertKind kind) =>
            folder.Templates.FillInline(
                template, TemplateFolder.Alert(options: options, reason: new AlertReason { Kind = kind, Count = 2 }), TextForm.Plain);
        var mail = new EmailOptions { Subject = "Failed: {{appName}}" };
        Filled(mail, mail.Subject, AlertKind.Single).Text.ShouldBe("Failed: Margin Cockpit");
        Filled(mail, mail.Subject, AlertKind.Escalated).Text.ShouldBe("Failed: Margin Cockpit");
        Filled(mail, mail.Subject, AlertKind.Resolved).ShouldBe(default);
        Filled(new SlackOptions { Text = "{{appName}}" }, "{{appName}}", AlertKind.Group).ShouldBe(default);
        Filled(new SlackOptions { Text = "{{title}}" }, "{{title}}", AlertKind.Group).Text.ShouldBe("2 reloads failed");
        Filled(new MqttOptions { Topic = "qlik/{{appName}}" }, "qlik/{{appName}}", AlertKind.Resolved).Text.ShouldBe("qlik/Margin Cockpit");
    }

    [Fact]
    public void A_template_is_named_by_its_name_or_by_its_file()
    {
        using var folder = new TemplateFolder();
        var file = folder.Write("elsewhere/own.handlebars", "by full path");
        folder.Write("config/alerts/x.hbs", "beside the configuration");
        folder.Write("own/short.hbs", "for any channel");
        folder.Write("own/slack/short.hbs", "for Slack");
        Body(folder, file).Text.ShouldBe("by full path");
        Body(folder, "alerts/x.hbs").Text.ShouldBe("beside the configuration");
        Body(folder, @"alerts\x.hbs").Text.ShouldBe("beside the configuration");
        Body(folder, "short").Text.ShouldBe("for Slack");
        folder.Delete("own/slack/short.hbs");
        folder.Time.Advance(LookAgain);
        Body(folder, "short").Text.ShouldBe("for any channel");
    }

    [Theory]
    [InlineData(
        "reload-faild",
        "there is no template \"reload-faild\" for slack: looked for slack/reload-faild.hbs in ",
        "did you mean \"reload-failed\"; put the file there, or correct the name in the configuration")]
    [InlineData("gone.hbs", "there is no template file ", "gone.hbs; put the file there, or correct the path in the configuration")]
    [InlineData("../secrets.hbs", "the template's path \"../secrets.hbs\" holds ..", "name the file by its full path instead")]
    [InlineData(@"a\..\..\b.hbs", "holds ..", "")]
    [InlineData("a..b", "the template's name \"a..b\" is not valid", "without two dots in a row")]
    [InlineData("what?", "the template's name \"what?\" is not valid", "")]
    public void A_template_that_is_named_and_not_there_is_a_fault(string name, string expected, string mended)
    {
        using var folder = new TemplateFolder();
        folder.Write("shipped/slack/reload-failed.hbs", "x");
        var fault = Body(folder, name).Fault.ShouldNotBeNull();
        fault.ShouldContain(expected);
        fault.ShouldContain(mended);
    }

    [Theory]
    [InlineData("{{> ../x}}")]
    [InlineData("{{> a/b}}")]
    public void A_partials_name_leads_nowhere_else(string template)
    {
        using var folder = new TemplateFolder();
        folder.Write("own/x.hbs", "found");
        folder.Write("own/partials/a/b.hbs", "found");
        folder.Inline(template).Text.ShouldBeNull();
    }

    [Fact]
    public void Partials_are_the_channels_own_before_the_shared_and_the_operators_before_the_shipped()
    {
        using var folder = new TemplateFolder();
        string[] paths =
            ["shipped/partials/p.hbs", "shipped/slack/partials/p.hbs", "own/partials/p.handlebars", "own/slack/partials/p.hbs"];
        foreach (var path in paths)
        {
            folder.Write(path, path);
            folder.Time.Advance(LookAgain);
            folder.Filled("{{> p}}").ShouldBe(path);
        }

        folder.Write("own/partials/with.hbs", "{{name}} {{of}}");
        folder.Filled("{{#each taskCustomProperties}}{{> with of='x'}};{{/each}}").ShouldBe("Team x;Butler_FailedAlertEnableEmail x;");
    }

    [Fact]
    public void A_mails_text_has_a_file_of_its_own()
    {
        using var folder = new TemplateFolder();
        folder.Write("own/email/mine.hbs", "<p>html</p>");
        TemplateText Part(string part) =>
            folder.Templates.Fill(TemplateFolder.Alert(options: new EmailOptions { Template = "mine" }), part, TextForm.Html);
        Part("html").Text.ShouldBe("<p>html</p>");
        Part("text").ShouldBe(new TemplateText(null, null));
        folder.Write("own/email/mine.text.hbs", "text");
        folder.Write("own/email/mine.html.hbs", "<p>closer</p>");
        folder.Time.Advance(LookAgain);
        Part("html").Text.ShouldBe("<p>closer</p>");
        Part("text").Text.ShouldBe("text");
        var file = folder.Write("elsewhere/m.hbs", "<b>file</b>");
        folder.Write("elsewhere/m.text.hbs", "file's text");
        folder.Templates.Fill(TemplateFolder.Alert(options: new EmailOptions { Template = file }), "text", TextForm.Plain).Text
            .ShouldBe("file's text");
    }

    [Fact]
    public void A_file_that_changes_is_read_again_after_a_few_seconds()
    {
        using var folder = new TemplateFolder();
        folder.Write("own/slack/default.hbs", "one {{> p}}");
        folder.Write("own/partials/p.hbs", "1");
        Body(folder).Text.ShouldBe("one 1");
        folder.Write("own/slack/default.hbs", "second {{> p}}");
        folder.Write("own/partials/p.hbs", "22");
        Body(folder).Text.ShouldBe("one 1");
        folder.Time.Advance(LookAgain);
        Body(folder).Text.ShouldBe("second 22");
        folder.Write("own/slack/partials/p.hbs", "closer");
        folder.Time.Advance(LookAgain);
        Body(folder).Text.ShouldBe("second closer");
        folder.Write("own/slack/default.hbs", "{{#if}");
        folder.Time.Advance(LookAgain);
        Body(folder).Fault.ShouldNotBeNull();
        folder.Delete("own/slack/default.hbs");
        folder.Time.Advance(LookAgain);
        Body(folder).ShouldBe(default);
    }

    [Fact]
    public void A_configuration_that_is_a_blob_has_its_templates_in_BUTLER_TEMPLATES_only()
    {
        static TemplatePlaces Places(string? configuration, string? templates) =>
            AppSettings.Templates(name => name switch { "BUTLER_CONFIG" => configuration, "BUTLER_TEMPLATES" => templates, _ => null });
        Places("https://x.blob.core.windows.net/c/butler.yaml", null)
            .ShouldSatisfyAllConditions(p => p.Own.ShouldBeEmpty(), p => p.Base.ShouldBeNull());
        Places("https://x.blob.core.windows.net/c/butler.yaml", "/srv/t").ShouldSatisfyAllConditions(
            p => p.Own.ShouldBe([Path.GetFullPath("/srv/t")]), p => p.Base.ShouldBe(Path.GetFullPath("/srv/t")));
        Places("/etc/butler/butler.yaml", "/srv/t").ShouldSatisfyAllConditions(
            p => p.Own.ShouldBe([Path.GetFullPath("/srv/t"), Path.Combine(Path.GetFullPath("/etc/butler"), "templates")]),
            p => p.Base.ShouldBe(Path.GetFullPath("/etc/butler")));
        Places(null, null).Shipped.ShouldBe(Path.Combine(AppContext.BaseDirectory, "templates"));
    }

    [Fact]
    public void Without_a_folder_to_start_from_a_relative_path_is_a_fault()
    {
        using var folder = new TemplateFolder();
        var templates = new HandlebarsTemplates(folder.Places with { Base = null }, folder.Time);
        templates.Fill(TemplateFolder.Alert(options: new SlackOptions { Template = "x.hbs" }), "body", TextForm.Plain).Fault
            .ShouldNotBeNull().ShouldContain("set BUTLER_TEMPLATES");
    }

    private static TemplateText Body(TemplateFolder folder, string? template = null, AlertKind kind = AlertKind.Single) =>
        folder.Templates.Fill(
            TemplateFolder.Alert(options: new SlackOptions { Template = template }, reason: new AlertReason { Kind = kind }), "body",
            TextForm.Plain);
}
