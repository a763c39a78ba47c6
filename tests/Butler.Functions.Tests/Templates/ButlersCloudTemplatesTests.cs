using System.Text.Json;
using Butler.Functions.Alerts;
using Butler.Functions.Templates;

namespace Butler.Functions.Tests.Templates;

/// <summary>Templates for reloads in Qlik Cloud in the way that users of Butler have written theirs run unchanged.</summary>
public sealed class ButlersCloudTemplatesTests
{
    private const string Mail = """
        <h1>{{tenantComment}}: reload of {{appName}} failed</h1>
        <p><a href="{{appUrl}}">{{appName}}</a>, {{appDescription}}, published {{appIsPublished}} ({{appPublishTime}}), section access {{appHasSectionAccess}}</p>
        <table>
          <tr><td>Tenant</td><td>{{tenantId}} {{tenantUrl}}</td></tr>
          <tr><td>Owner</td><td><img src="{{appOwnerPicture}}"> {{appOwnerName}} ({{appOwnerEmail}}, {{appOwnerUserId}})</td></tr>
          <tr><td>User</td><td>{{userId}} {{userName}}</td></tr>
          <tr><td>Started by</td><td>{{reloadTrigger}}, {{source}}, {{eventType}} {{eventTypeVersion}}</td></tr>
          <tr><td>Time</td><td>{{executionStartTime.startTimeLocal1}} to {{executionStopTime.stopTimeUTC}}, {{executionDuration.hours}}:{{executionDuration.minutes}}:{{executionDuration.seconds}}</td></tr>
          <tr><td>Status</td><td>{{status}} {{executionStatusText}} {{errorCode}} {{errorMessage}}</td></tr>
          <tr><td>Memory</td><td>{{peakMemoryBytes}} {{sizeMemoryBytes}} {{appFileSize}} {{rowLimit}} {{usageDuration}}</td></tr>
          <tr><td>Kind</td><td>{{isPartialReload}} {{isSessionApp}} {{isSkipStore}} {{isDirectQueryMode}} {{endedWithMemoryConstraint}} {{statements}}</td></tr>
        </table>
        <p>{{reloadId}}: {{logMessage}}</p>
        <p>{{scriptLogHeadCount}} and {{scriptLogTailCount}} of {{scriptLogSize}} lines ({{scriptLogSizeCharacters}} characters)</p>
        <pre>{{{scriptLogHead}}}</pre>
        <pre>{{{scriptLogTail}}}</pre>
        {{#each genericUrls}}<a href="{{url}}">{{linkText}}</a>{{/each}}
        <a href="{{qlikSenseQMC}}">QMC</a> <a href="{{qlikSenseHub}}">Hub</a>
        """;

    private const string Slack = """
        {
          "blocks": [
            { "type": "header", "text": { "type": "plain_text", "text": "Cloud reload failed: {{appName}}" } },
            { "type": "section", "text": { "type": "mrkdwn", "text": "*Log:* {{{logMessage}}}\n```{{{scriptLogTail}}}```" } }
          ]
        }
        """;

    private const string Teams = """
        {"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","content":{"type":"AdaptiveCard","version":"1.3","body":[
        {"type":"TextBlock","text":"{{appName}} of {{tenantComment}}: {{logMessage}}"},
        {"type":"TextBlock","fontType":"Monospace","text":"{{scriptLogTail}}"}],
        "actions":[{"type":"Action.OpenUrl","title":"QMC","url":"{{qlikSenseQMC}}"}]}}]}
        """;

    [Fact]
    public void A_mail_is_filled()
    {
        using var folder = new TemplateFolder();
        Repository.ShouldMatch(
            "tests/Butler.Functions.Tests/Templates/Expected/butlers-cloud-mail.html", folder.Filled(Mail, TextForm.Html, Alert) + "\n");
    }

    [Fact]
    public void A_Slack_message_is_filled_and_shows_each_line_as_a_line()
    {
        using var folder = new TemplateFolder();
        JsonDocument.Parse(folder.Filled(Slack, TextForm.SlackJson, Alert)).RootElement.GetProperty("blocks")[1].GetProperty("text")
            .GetProperty("text").GetString().ShouldBe(
                "*Log:* Error: connector not reachable\n```0042  LIB CONNECT TO 'Sales';\nError: connector not reachable```");
    }

    [Fact]
    public void A_Teams_card_is_filled()
    {
        using var folder = new TemplateFolder();
        var card = JsonDocument.Parse(folder.Filled(Teams, TextForm.Json, Alert)).RootElement.GetProperty("attachments")[0]
            .GetProperty("content");
        card.GetProperty("body")[0].GetProperty("text").GetString().ShouldBe("Margin Cockpit of Fabrikam: Error: connector not reachable");
        card.GetProperty("actions")[0].GetProperty("url").GetString().ShouldBe("https://fabrikam.eu.qlikcloud.com/console");
    }

    private static Alert Alert => TemplateFolder.Alert("cloud.reload.failed");
}
