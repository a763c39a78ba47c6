using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Functions.Alerts;
using Butler.Functions.Channels.Email;
using Butler.Functions.Channels.Slack;
using Butler.Functions.Channels.Teams;
using Butler.Functions.Templates;
using Butler.Functions.Tests.Support;
using Butler.Functions.Tests.Templates;

namespace Butler.Functions.Tests.Channels;

/// <summary>Options of Slack, Teams and mail, own templates, and templates that are faulty.</summary>
public sealed class SlackAndTeamsTests : IDisposable
{
    private readonly TemplateFolder folder = new();

    [Theory]
    [InlineData("here", "<!here>")]
    [InlineData("channel", "<!channel>")]
    [InlineData("U012AB3CD", "<@U012AB3CD>")]
    [InlineData("S012AB3CD", "<!subteam^S012AB3CD>")]
    public void Who_is_mentioned_is_notified_but_not_of_good_news(string who, string markup)
    {
        var options = new SlackOptions { Mention = [who] };
        var slack = Looks.Slack(Looks.Alert(), options);
        slack["blocks"]![1]!["text"]!["text"]!.GetValue<string>().ShouldBe(markup);
        slack["text"]!.GetValue<string>().ShouldStartWith(markup + " ");
        Looks.Texts(Looks.Slack(Looks.Alert("sense.reload.succeeded", AlertKind.Resolved), options))
            .ShouldNotContain(t => t.Contains(markup, StringComparison.Ordinal));
    }

    [Fact]
    public void Sender_and_place_come_from_the_options_unless_the_template_names_them()
    {
        var options = new SlackOptions { Channel = "#sense", Username = "Qlik Sense", Icon = ":ghost:" };
        var slack = Looks.Slack(Looks.Alert(), options);
        (slack["channel"]!.GetValue<string>(), slack["username"]!.GetValue<string>(), slack["icon_emoji"]!.GetValue<string>())
            .ShouldBe(("#sense", "Qlik Sense", ":ghost:"));

        folder.Write("own/slack/mine.hbs", """{ "channel": "#other", "blocks": [ { "type": "divider" } ] }""");
        Looks.Slack(Looks.Alert(), options with { Template = "mine" }, folder.Templates)["channel"]!.GetValue<string>().ShouldBe("#other");
        Looks.Slack(Looks.Alert(), options with { Icon = "https://example.com/i.png" })["icon_url"]!.GetValue<string>()
            .ShouldBe("https://example.com/i.png");
    }

    [Fact]
    public void A_line_of_ones_own_has_Butlers_two_buttons()
    {
        var slack = Looks.Slack(Looks.Alert(), new SlackOptions { Text = "Failed: {{taskName}} <!channel>" });
        slack["blocks"]!.AsArray().Select(b => b!["type"]!.GetValue<string>()).ShouldBe(["header", "actions"]);
        slack["blocks"]![0]!["text"]!["text"]!.GetValue<string>().ShouldBe("Failed: Reload of Margin Cockpit <!channel>");
        slack["text"]!.GetValue<string>().ShouldBe("Failed: Reload of Margin Cockpit &lt;!channel&gt;");

        var teams = Looks.Teams(Looks.Alert(), new TeamsOptions { Text = "Failed: {{taskName}}" });
        Looks.ShouldSuitTeams(teams);
        Looks.Texts(teams).ShouldContain("Failed: Reload of Margin Cockpit");
    }

    [Fact]
    public void What_Slack_would_refuse_is_shortened_and_said_so()
    {
        var many = string.Join(',', Enumerable.Repeat("""{ "type": "section", "text": { "type": "mrkdwn", "text": "x" } }""", 60));
        var fields = string.Join(',', Enumerable.Repeat("""{ "type": "mrkdwn", "text": "f" }""", 13));
        folder.Write("own/slack/mine.hbs", $$"""
            { "blocks": [ { "type": "header", "text": { "type": "plain_text", "text": "{{new string('h', 200)}}" } },
              { "type": "section", "text": { "type": "mrkdwn", "text": "```{{new string('l', 4000)}}```" } },
              { "type": "section", "text": { "type": "mrkdwn", "text": "" } },
              { "type": "section", "fields": [ {{fields}} ] },
              { "type": "actions", "elements": [ { "type": "button", "text": { "type": "plain_text", "text": "{{new string('b', 90)}}" }, "url": "" } ] },
              {{many}} ] }
            """);
        var message = Looks.Render(Looks.Alert(), new SlackOptions { Template = "mine" }, folder.Templates);
        message.TemplateFault.ShouldBeNull();
        var slack = Looks.Slack(Looks.Alert(), new SlackOptions { Template = "mine" }, folder.Templates);
        Looks.ShouldSuitSlack(slack);
        slack["blocks"]!.AsArray().Count.ShouldBe(50);
        var fence = slack["blocks"]![1]!["text"]!["text"]!.GetValue<string>();
        fence.ShouldEndWith("l…```");
        slack["blocks"]![3]!["fields"]!.AsArray().Count.ShouldBe(3);
        Looks.Texts(slack["blocks"]![49]).ShouldContain("Shortened to Slack's size limit.");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("Å")]
    [InlineData("漢")]
    [InlineData("😀")]
    [InlineData("\"")]
    [InlineData("<")]
    [InlineData("\\")]
    [InlineData("'&+")]
    public void Teams_counts_what_it_makes_of_a_message_and_not_what_it_was_sent(string letters)
    {
        // In steps, so that some come close to the limit from below.
        var line = string.Concat(Enumerable.Repeat(letters, 60 / letters.Length));
        foreach (var lines in Enumerable.Range(0, 14).Select(i => i * 15))
        {
            var text = Enumerable.Repeat(line, lines).ToList();
            var task = Sample.Task with
            {
                ErrorLines = [.. text.Take(30)],
                ScriptLog = new() { Head = text, Tail = text, Lines = lines },
                LogMessage = string.Concat(text.Take(20)),
            };
            var alert = Looks.Alert(Sample.Event("sense.reload.failed", data: task));
            foreach (var templates in (ITemplates[])[Looks.Shipped, new NoTemplates()])
            {
                Looks.ShouldSuitTeams(Looks.Teams(alert, templates: templates));
            }
        }
    }

    [Fact]
    public void A_message_for_an_old_connector_is_shortened_too()
    {
        folder.Write("own/teams/mine.hbs", $$"""{ "@type": "MessageCard", "text": "{{new string('å', 20_000)}}" }""");
        JsonSerializer.SerializeToUtf8Bytes(Looks.Teams(Looks.Alert(), new TeamsOptions { Template = "mine" }, folder.Templates)).Length
            .ShouldBeLessThan(27 * 1024);
    }

    [Fact]
    public void What_Teams_would_refuse_is_shortened_and_said_so()
    {
        var body = string.Join(
            ',', Enumerable.Range(0, 300).Select(i => $$"""{ "type": "TextBlock", "text": "{{new string('é', 200)}} {{i}}" }"""));
        folder.Write("own/teams/mine.hbs", $$"""{ "type": "AdaptiveCard", "version": "1.4", "body": [ {{body}}, { "type": "ActionSet","""
            + """ "actions": [ { "type": "Action.OpenUrl", "title": "x", "url": "" } ] } ] }""");
        var teams = Looks.Teams(Looks.Alert(), new TeamsOptions { Template = "mine" }, folder.Templates);
        Looks.ShouldSuitTeams(teams);
        Looks.Texts(teams).ShouldContain("Shortened to Teams' size limit.");
        Looks.Texts(teams).ShouldContain(t => t.StartsWith("éé", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{{#if x}")]
    [InlineData("{ \"blocks\": [ }")]
    [InlineData("[]")]
    [InlineData("{ \"nothing\": 1 }")]
    public void A_faulty_template_gives_way_to_the_built_in_form_which_tells_of_it(string template)
    {
        folder.Write("own/slack/bad.hbs", template);
        folder.Write("own/teams/bad.hbs", template);
        folder.Write("own/email/bad.html.hbs", "{{#if x}");
        var alert = Looks.Alert();
        var slack = Looks.Render(alert, new SlackOptions { Template = "bad" }, folder.Templates);
        slack.TemplateFault.ShouldNotBeNullOrWhiteSpace();
        var blocks = Looks.Slack(alert, new SlackOptions { Template = "bad" }, folder.Templates);
        Looks.ShouldSuitSlack(blocks);
        string.Concat(Looks.Texts(blocks)).ShouldContain("because the template is faulty");
        string.Concat(Looks.Texts(blocks)).ShouldContain("Table 'Orders' not found");

        var teams = Looks.Teams(alert, new TeamsOptions { Template = "bad" }, folder.Templates);
        Looks.ShouldSuitTeams(teams);
        string.Concat(Looks.Texts(teams)).ShouldContain("because the template is faulty");

        var mail = Looks.Mail(alert, new EmailOptions { Template = "bad" }, folder.Templates);
        mail.TemplateFault.ShouldNotBeNullOrWhiteSpace();
        mail.Html.ShouldContain("because the template is faulty");
        mail.Text.ShouldContain("because the template is faulty");
        ShippedTemplateTests.ShouldBeWellFormed(mail.Html);
    }

    [Fact]
    public void A_subject_is_one_line_and_a_faulty_one_is_told_in_the_mail()
    {
        var named = Looks.Alert();
        named = named.With(named.Task! with { TaskName = "A & B\r\nBcc: x@example.com" });
        Looks.Mail(named, new EmailOptions { Subject = "Failed: \"{{taskName}}\"" }).Subject
            .ShouldBe("Failed: \"A & B Bcc: x@example.com\"");

        var mail = Looks.Mail(Looks.Alert(), new EmailOptions { Subject = "{{#if x}", Priority = "high" });
        mail.Subject.ShouldBe("Reload failed: Reload of Margin Cockpit");
        mail.Priority.ShouldBe("high");
        mail.Html.ShouldContain("A template of this mail is faulty");
        mail.TemplateFault.ShouldNotBeNull();
        ShippedTemplateTests.ShouldBeWellFormed(mail.Html);
    }

    [Fact]
    public void A_mail_goes_to_the_recipient_of_its_delivery()
    {
        var mail = Looks.Mail(Looks.Alert());
        (mail.From, mail.To, mail.Priority).ShouldBe(("Qlik Sense <no-reply@example.com>", "ops@example.com", "normal"));
    }

    [Fact]
    public void Butlers_own_templates_work_unchanged()
    {
        folder.Write("own/slack/butler.handlebars", """
            { "blocks": [ { "type": "header", "text": { "type": "plain_text", "text": "Reload failed: {{taskName}}" } },
              { "type": "section", "text": { "type": "mrkdwn", "text": "*App:* {{appName}} ({{appId}})\n```{{{scriptLogTail}}}```" } },
              { "type": "actions", "elements": [
                { "type": "button", "text": { "type": "plain_text", "text": "QMC" }, "url": "{{qlikSenseQMC}}", "style": "primary" }
                {{#each genericUrls}}, { "type": "button", "text": { "type": "plain_text", "text": "{{linkText}}" }, "url": "{{url}}" }{{/each}} ] } ] }
            """);
        var message = Looks.Render(Looks.Alert(), new SlackOptions { Template = "butler" }, folder.Templates);
        message.TemplateFault.ShouldBeNull();
        var slack = Looks.Slack(Looks.Alert(), new SlackOptions { Template = "butler" }, folder.Templates);
        slack["blocks"]!.AsArray().Count.ShouldBe(3);
        slack["blocks"]![2]!["elements"]!.AsArray().Count.ShouldBe(2);

        folder.Write("own/teams/butler.handlebars", """
            { "type": "message", "attachments": [ { "contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": null, "content": {
              "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.3", "msteams": { "width": "Full" },
              "body": [ { "type": "TextBlock", "text": "{{taskName}}" }, { "type": "CodeBlock", "codeSnippet": "{{scriptLogTail}}", "language": "PlainText" } ] } } ] }
            """);
        var teams = Looks.Teams(Looks.Alert(), new TeamsOptions { Template = "butler" }, folder.Templates);
        Looks.ShouldSuitTeams(teams);
        teams["attachments"]![0]!["content"]!["body"]!.AsArray().Count.ShouldBe(2);
        ((JsonObject)teams).ContainsKey("type").ShouldBeTrue();
    }

    public void Dispose() => folder.Dispose();
}
