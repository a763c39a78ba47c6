using System.Text;
using System.Text.RegularExpressions;
using Butler.Core.Events.Kinds;
using Butler.Functions.Alerts;
using Butler.Functions.Channels.Email;
using Butler.Functions.Channels.Slack;
using Butler.Functions.Channels.Teams;
using Butler.Functions.Templates;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Channels;

/// <summary>What the templates that are shipped make of each kind of event, as whole messages and by rule.</summary>
public sealed partial class ShippedTemplateTests
{
    public static TheoryData<string> Types => [.. EventKinds.All.Where(kind => !kind.IsMetric).Select(kind => kind.Type)];

    [Theory]
    [InlineData("sense.reload.failed", nameof(AlertKind.Single))]
    [InlineData("sense.reload.failed", nameof(AlertKind.Group))]
    [InlineData("sense.reload.failed", nameof(AlertKind.Escalated))]
    [InlineData("sense.reload.failed", nameof(AlertKind.Test))]
    [InlineData("sense.reload.succeeded", nameof(AlertKind.Resolved))]
    [InlineData("sense.service.stopped", nameof(AlertKind.Single))]
    [InlineData("cloud.reload.failed", nameof(AlertKind.Single))]
    [InlineData("butler.relay.offline", nameof(AlertKind.Single))]
    [InlineData("butler.delivery.dead", nameof(AlertKind.Single))]
    [InlineData("butler.digest.daily", nameof(AlertKind.Single))]
    public void Each_channel_looks_as_expected(string type, string kind) =>
        ShouldLookAsExpected(Looks.Alert(type, Enum.Parse<AlertKind>(kind)), $"{type.Replace('.', '-')}-{kind.ToLowerInvariant()}");

    [Theory]
    [InlineData(nameof(AlertKind.Escalated), "sense.reload.failed")]
    [InlineData(nameof(AlertKind.Resolved), "sense.reload.succeeded")]
    public void A_groups_incident_looks_as_expected(string kind, string type) =>
        ShouldLookAsExpected(OfGroup(type, Enum.Parse<AlertKind>(kind)), $"group-incident-{kind.ToLowerInvariant()}");

    [Theory]
    [InlineData(nameof(AlertKind.Escalated))]
    [InlineData(nameof(AlertKind.Resolved))]
    public void A_large_groups_incident_suits_every_destination(string kind)
    {
        var alert = OfGroup("sense.reload.failed", Enum.Parse<AlertKind>(kind));
        var many = Enumerable.Range(0, 50).Select(
            i => alert.Reason.Members[0] with { Task = $"{i} {new string('x', 110)}", Error = new string('e', 230) });
        alert = alert with
        {
            Delivery = alert.Delivery with { Reason = alert.Reason with { MemberCount = 620, Count = 900, Members = [.. many] } },
        };
        foreach (var templates in (ITemplates[])[Looks.Shipped, new NoTemplates()])
        {
            Looks.ShouldSuitSlack(Looks.Slack(alert, templates: templates));
            Looks.ShouldSuitTeams(Looks.Teams(alert, templates: templates));
            Looks.Mail(alert, templates: templates).Text.ShouldContain("The first 50 of 620 are listed");
        }
    }

    private static Alert OfGroup(string type, AlertKind kind)
    {
        var alert = Looks.Alert(type, kind);
        var members = Looks.Reason(AlertKind.Group)!.Members;
        var reason = new AlertReason
        {
            Kind = kind,
            Incident = "i",
            Correlation = "i",
            First = members[0],
            Count = 5,
            Members = members,
            MemberCount = members.Count,
            Recovered = kind == AlertKind.Escalated ? 2 : 0,
        };
        return alert with { Delivery = alert.Delivery with { Reason = reason } };
    }

    private static void ShouldLookAsExpected(Alert alert, string look)
    {
        var name = $"tests/Butler.Functions.Tests/Channels/Expected/look-{look}";
        Repository.ShouldMatch(name + ".slack.json", Looks.Slack(alert).ToJsonString(Repository.Indented) + "\n");
        Repository.ShouldMatch(name + ".teams.json", Looks.Teams(alert).ToJsonString(Repository.Indented) + "\n");
        Repository.ShouldMatch(name + ".console.txt", Looks.Terminal(alert) + "\n");
        var mail = Looks.Mail(alert);
        Repository.ShouldMatch(name + ".mail.html", mail.Html.ReplaceLineEndings("\n"));
        Repository.ShouldMatch(name + ".mail.txt", $"{mail.Subject}\n\n{mail.Text}");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_event_suits_every_destination(string type)
    {
        foreach (var kind in Enum.GetValues<AlertKind>())
        {
            var alert = Looks.Alert(type, kind);
            foreach (var templates in (ITemplates[])[Looks.Shipped, new NoTemplates()])
            {
                Looks.ShouldSuitSlack(Looks.Slack(alert, templates: templates));
                Looks.ShouldSuitTeams(Looks.Teams(alert, templates: templates));
                var mail = Looks.Mail(alert, templates: templates);
                mail.TemplateFault.ShouldBeNull();
                ShouldBeWellFormed(mail.Html);
                mail.Subject.ShouldNotBeNullOrWhiteSpace();
                Looks.Terminal(alert, templates: templates).ShouldStartWith(AlertText.Title(alert));
            }
        }
    }

    [Fact]
    public void Failing_lines_stand_before_anything_else_that_is_told()
    {
        var alert = Looks.Alert();
        const string Line = "Table 'Orders' not found";
        const string Fact = "FABRIKAM";
        var mail = Looks.Mail(alert);
        string[] forms =
        [
            mail.Html.Replace("&#39;", "'", StringComparison.Ordinal), mail.Text, string.Concat(Looks.Texts(Looks.Slack(alert)["blocks"])),
            string.Concat(Looks.Texts(Looks.Teams(alert))),
        ];
        foreach (var form in forms)
        {
            form.IndexOf(Line, StringComparison.Ordinal).ShouldBeInRange(0, form.IndexOf(Fact, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_long_log_is_cut_where_it_matters_least_and_the_alert_says_so()
    {
        var alert = Looks.Alert();
        var lines = Enumerable.Range(1, 100).Select(i => $"{i:0000} {new string('x', 900)}").ToList();
        alert = alert.With(alert.Task! with { ScriptLog = alert.Task!.ScriptLog! with { Head = lines, Tail = lines } });

        var teams = Looks.Teams(alert);
        Looks.ShouldSuitTeams(teams);
        string.Concat(Looks.Texts(teams)).ShouldContain("Shortened: script log");
        Looks.Texts(teams).ShouldContain(t => t.StartsWith("0100 x", StringComparison.Ordinal));

        var slack = Looks.Slack(alert);
        Looks.ShouldSuitSlack(slack);
        Looks.Texts(slack).ShouldContain(t => t.Contains("0100 x", StringComparison.Ordinal));

        Encoding.UTF8.GetByteCount(Looks.Mail(alert).Html).ShouldBeLessThan(102_000);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("reload-failed-short")]
    public void No_template_asks_for_a_field_that_does_not_exist(string? template)
    {
        var asked = new List<string>();
        var templates = (HandlebarsTemplates)Looks.Shipped;
        foreach (var type in EventPatterns.KnownTypes)
        {
            foreach (var kind in Enum.GetValues<AlertKind>())
            {
                var alert = Looks.Alert(type, kind);
                templates.Fill(
                    alert with { Options = new SlackOptions { Template = template } },
                    "blocks",
                    TextForm.SlackJson,
                    asked.Add).Fault.ShouldBeNull();
                templates.Fill(alert with { Options = new TeamsOptions() }, "card", TextForm.Json, asked.Add).Fault.ShouldBeNull();
                templates.Fill(alert with { Options = new EmailOptions() }, "html", TextForm.Html, asked.Add).Fault.ShouldBeNull();
            }
        }

        asked.Distinct().ShouldBeEmpty();
    }

    /// <summary>Every table, row, cell, block and link that is opened is closed again, in order.</summary>
    internal static void ShouldBeWellFormed(string html)
    {
        var open = new Stack<string>();
        foreach (Match tag in Tag().Matches(Comment().Replace(html, "")))
        {
            var name = tag.Groups[2].Value;
            if (tag.Groups[1].Value.Length == 0)
            {
                open.Push(name);
            }
            else
            {
                open.Pop().ShouldBe(name, html);
            }
        }

        open.ShouldBeEmpty(html);
    }

    [GeneratedRegex("<(/?)(html|head|body|style|title|table|tr|td|div|span|a|p|pre)(?=[\\s>])")]
    private static partial Regex Tag();

    [GeneratedRegex("<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Comment();
}
