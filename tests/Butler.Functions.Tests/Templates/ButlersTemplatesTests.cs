using System.Text.Json;
using Butler.Functions.Templates;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Templates;

/// <summary>Templates in the way that users of Butler have written theirs run unchanged.</summary>
public sealed class ButlersTemplatesTests
{
    private const string Mail = """
        <h1>Failed: {{taskName}} on {{hostName}}</h1>
        <table>
          <tr><td>App</td><td><a href="{{appUrl}}">{{appName}}</a> ({{appStreamName.name}})</td></tr>
          <tr><td>Owner</td><td>{{appOwnerName}} ({{appOwnerUserDirectory}}\\{{appOwnerUserId}}, {{appOwnerEmail}})</td></tr>
          <tr><td>Started</td><td>{{executionStartTime.startTimeLocal1}}, ended {{executionStopTime.stopTimeLocal1}} after {{executionDuration.hours}}h {{executionDuration.minutes}}m {{executionDuration.seconds}}s</td></tr>
          <tr><td>Status</td><td>{{executionStatusNum}} {{executionStatusText}}{{#if (eq executionStatusNum 8)}} (look at the log){{/if}}</td></tr>
          <tr><td>Tags</td><td>{{#each taskTags}}<span>{{this}}</span>{{/each}}</td></tr>
          <tr><td>Properties</td><td>{{#each taskCustomProperties}}{{this.name}}: {{this.value}}<br>{{/each}}</td></tr>
          {{#if taskIsManuallyTriggered}}<tr><td colspan="2">by hand</td></tr>{{/if}}
        </table>
        <ul>{{#each executionDetails}}<li>{{timestampLocal1}} {{message}}</li>{{/each}}</ul>
        <p>First {{scriptLogHeadCount}} of {{scriptLogSizeRows}} lines</p>
        <pre>{{{scriptLogHead}}}</pre>
        <pre>{{{scriptLogTail}}}</pre>
        {{#each genericUrls}}<a href="{{url}}">{{linkText}}</a> {{comment}}{{/each}}
        <a href="{{qlikSenseQMC}}">QMC</a> <a href="{{qlikSenseHub}}">Hub</a>
        """;

    private const string Slack = """
        {
          "blocks": [
            { "type": "header", "text": { "type": "plain_text", "text": "Reload failed: {{taskName}}" } },
            { "type": "section", "text": { "type": "mrkdwn", "text": "*App:* <{{appUrl}}|{{appName}}>\n*User:* {{user}}\n*Details:* {{{executionDetailsConcatenated}}}" } },
            { "type": "section", "text": { "type": "mrkdwn", "text": "```{{{scriptLogTail}}}```" } }
          ]
        }
        """;

    private const string Teams = """
        {"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","content":{"type":"AdaptiveCard","version":"1.4","body":[
        {"type":"FactSet","facts":[{"title":"Host","value":"{{hostName}}"},{"title":"Path","value":"{{user}}"}{{#each genericUrls}},{"title":"{{linkText}}","value":"{{url}}"}{{/each}}]},
        {"type":"TextBlock","fontType":"Monospace","text":"{{scriptLogTail}}"}]}}]}
        """;

    [Fact]
    public void A_mail_is_filled()
    {
        using var folder = new TemplateFolder();
        Repository.ShouldMatch(
            "tests/Butler.Functions.Tests/Templates/Expected/butlers-mail.html", folder.Filled(Mail, TextForm.Html) + "\n");
    }

    [Fact]
    public void A_Slack_message_is_filled_and_shows_each_line_as_a_line()
    {
        using var folder = new TemplateFolder();
        var message = JsonDocument.Parse(folder.Filled(Slack, TextForm.SlackJson)).RootElement.GetProperty("blocks");
        message[1].GetProperty("text").GetProperty("text").GetString().ShouldBe(
            "*App:* <https://sense.example.com/sense/app/6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1|Margin Cockpit>\n*User:* "
                + "FABRIKAM\\svc_reload\n*Details:* 2031-03-14 03:48:07\tChanging task state from Triggered to Started\n"
            + "2031-03-14 04:12:07\tMax retries reached\n2031-03-14 04:12:07\tChanging task state from Started to FinishedFail");
        message[2].GetProperty("text").GetProperty("text").GetString().ShouldBe(
            "```0412  Margins:\n0413  LOAD * RESIDENT Orders;\n      Error: Table 'Orders' not found\n      Execution Failed\n      "
                + "Execution finished.```");
    }

    [Fact]
    public void A_Teams_card_is_filled_though_its_braces_touch_those_of_JSON()
    {
        using var folder = new TemplateFolder();
        var body = JsonDocument.Parse(folder.Filled(Teams, TextForm.Json)).RootElement.GetProperty("attachments")[0].GetProperty("content")
            .GetProperty("body");
        body[0].GetProperty("facts").GetArrayLength().ShouldBe(3);
        body[0].GetProperty("facts")[1].GetProperty("value").GetString().ShouldBe(@"FABRIKAM\svc_reload");
        body[1].GetProperty("text").GetString()!.Split('\n').Length.ShouldBe(5);
    }

    [Fact]
    public void Hostile_names_and_logs_break_none_of_them()
    {
        using var folder = new TemplateFolder();
        const string Hostile = "\"</pre></script>{{x}} \\n \\ & \n <@U1>";
        var alert = TemplateFolder.Alert(Sample.Event("sense.reload.failed", data: Sample.Task with
        {
            TaskName = Hostile,
            AppName = Hostile,
            User = Hostile,
            Host = Hostile,
            ScriptLog = new() { Head = [Hostile], Tail = [Hostile] },
            Execution = new() { Details = [new() { Time = Sample.Time, Message = Hostile }] },
        }));
        folder.Filled(Mail, TextForm.Html, alert).ShouldNotContain("</script>");
        JsonDocument.Parse(folder.Filled(Slack, TextForm.SlackJson, alert)).RootElement.GetProperty("blocks")[0].GetProperty("text")
            .GetProperty("text").GetString()
            .ShouldBe("Reload failed: " + Hostile.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;"));
        JsonDocument.Parse(folder.Filled(Teams, TextForm.Json, alert)).RootElement.GetRawText().ShouldNotContain("&lt;");
    }
}
