using System.Text.Json;
using Butler.Functions.Templates;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Templates;

public sealed class HelpersTests
{
    [Theory]
    [InlineData("{{#if (eq logLevel 'WARN')}}y{{else}}n{{/if}}", "y")]
    [InlineData("{{#eq logLevel 'WARN'}}y{{else}}n{{/eq}}{{#eq logLevel 'INFO'}}y{{else}}n{{/eq}}", "yn")]
    [InlineData("{{eq executionStatusNum 8}} {{eq executionStatusNum '8'}} {{eq appFileSize 48722114}}", "true false true")]
    [InlineData("{{eq taskIsPartialReload false}} {{eq nothing nowhere}} {{eq logLevel nothing}}", "true true false")]
    [InlineData("{{ne logLevel 'WARN'}} {{#ne logLevel 'x'}}other{{/ne}}", "false other")]
    [InlineData(
        "{{and appName taskName}} {{and appName nothing}} {{or nothing appName}} {{or nothing ''}} {{not isTest}}",
        "true false true false true")]
    [InlineData("{{#and appName (not isTest)}}both{{/and}}{{#or isTest isGroup}}one{{else}}none{{/or}}", "bothnone")]
    [InlineData(
        "{{gt scriptLogSize 1000}} {{lt scriptLogSize 1000}} {{gt heldBack 0}} {{gt nothing 1}} {{#gt reason.count 0}}more{{/gt}}",
        "true false false false more")]
    [InlineData("{{date timeUtc}}", "3/14/2031 4:12 AM +01:00")]
    [InlineData("{{date time 'long'}}", "Friday, March 14, 2031 4:12:07 AM +01:00")]
    [InlineData("{{date executionStartTime.startTimeUTC 'HH:mm zzz'}}", "03:48 +01:00")]
    [InlineData("{{date timeUtc 'yyyy-MM-dd HH:mm zzz' 'Asia/Kolkata'}}", "2031-03-14 08:42 +05:30")]
    [InlineData(
        "{{date timeUtc 'iso'}} {{date timeUtc 'date'}} {{date timeUtc 'time'}}",
        "2031-03-14T04:12:07+01:00 3/14/2031 4:12 AM +01:00")]
    [InlineData("[{{date nothing}}]", "[]")]
    [InlineData(
        "{{duration executionDuration}} {{duration 61000}} {{duration 90061000}} {{duration 250}} [{{duration nothing}}]",
        "24 min 3 s 1 min 1 s 1 d 1 h 250 ms []")]
    [InlineData(
        "{{size appFileSize}} {{size 512}} {{size 1536}} {{size '1073741824'}} [{{size nothing}}]",
        "46.5 MB 512 bytes 1.5 KB 1 GB []")]
    [InlineData("{{number appFileSize}} {{number 1.5 2}} {{number '2000'}} [{{number nothing}}]", "48,722,114 1.50 2,000 []")]
    [InlineData("{{truncate taskName 10}} {{truncate 'short' 10}} {{truncate 'a😀b' 3}} [{{truncate nothing 3}}]", "Reload of… short a… []")]
    [InlineData("{{lines errorLines 2}}", "The following error occurred:\nTable 'Orders' not found\n… (1 more)")]
    [InlineData(
        "{{lines errorLines 3}}",
        "The following error occurred:\nTable 'Orders' not found\nThe error occurred here: LOAD * RESIDENT Orders")]
    [InlineData(
        "{{first errorLines}} | {{last errorLines}} | {{first nothing}} | {{first ''}}",
        "The following error occurred: | The error occurred here: LOAD * RESIDENT Orders |  | ")]
    [InlineData(
        "{{#each (first errorLines 2)}}({{this}}){{/each}}{{#each (last scriptLogTail 1)}}<{{this}}>{{/each}}",
        "(The following error occurred:)(Table 'Orders' not found)<      Execution finished.>")]
    [InlineData("{{join taskTags}} {{join taskTags ' + '}}", "production, finance production + finance")]
    [InlineData("{{upper logLevel}} {{lower logLevel}}", "WARN warn")]
    [InlineData(
        "{{default appName 'no app'}} {{default nothing 'no app'}} {{default nothing appName}} {{default 0 5}}",
        "Margin Cockpit no app Margin Cockpit 0")]
    [InlineData("{{urlEncode 'a b&c/å'}}", "a%20b%26c%2F%C3%A5")]
    [InlineData("{{code logMessage}}", "Max retries reached")]
    [InlineData(
        "{{link qmcUrl 'QMC'}} {{link qmcUrl}} {{link nothing 'gone'}} {{link 'javascript:alert(1)' 'x'}}",
        "QMC (https://sense.example.com/qmc) https://sense.example.com/qmc gone x (javascript:alert(1))")]
    [InlineData(
        "{{json taskTags}} {{json executionStatusNum}} {{json nothing}} {{json isTest}} {{json appStreamName}} {{json "
            + "taskCustomProperties.0}}",
        """["production","finance"] 8 null false {"name":"Finance"} {"name":"Team","value":"Finance"}""")]
    [InlineData(
        "{{#with data.enrichment}}{{missing.length}}{{/with}}{{#with (lookup taskCustomProperties 0)}} {{value}}{{/with}}",
        "0 Finance")]
    public void A_helper_answers(string template, string expected)
    {
        using var folder = new TemplateFolder();
        folder.Filled(template).ShouldBe(expected);
    }

    [Theory]
    [InlineData("{{truncate taskName}}", "{{truncate}} is given 1 values; use it as in {{truncate taskName 40}}")]
    [InlineData("{{truncate taskName 'many'}}", "{{truncate}} needs a number")]
    [InlineData("{{truncate taskName -1}}", "{{truncate}} needs a whole number from 0")]
    [InlineData("{{first errorLines 1.5}}", "{{first}} needs a whole number from 0")]
    [InlineData("{{#if (eq logLevel)}}{{/if}}", "{{eq}} is given 1 values; use it as in {{#if (eq logLevel \"ERROR\")}}")]
    [InlineData("{{#eq logLevel}}{{/eq}}", "{{eq}} is given 1 values")]
    [InlineData("{{date logMessage}}", "{{date}} needs a time")]
    [InlineData("{{date timeUtc '%'}}", "{{date}} knows no format \"%\"")]
    [InlineData("{{date timeUtc 'iso' 'Mars/Olympus'}}", "{{date}} knows no time zone \"Mars/Olympus\"")]
    [InlineData("{{size taskName}}", "{{size}} needs a number")]
    [InlineData("{{duration taskTags}}", "{{duration}} needs a number")]
    [InlineData("{{gt taskName 1}}", "{{gt}} needs a number")]
    [InlineData("{{truncate text=taskName}}", "{{truncate}} is given 0 values")]
    [InlineData("{{json}}", "{{json}} is given 0 values")]
    public void A_helper_that_is_called_wrongly_is_a_fault_that_says_how_it_is_called(string template, string expected)
    {
        using var folder = new TemplateFolder();
        var (text, fault) = folder.Inline("first line\n" + template);
        text.ShouldBeNull();
        fault.ShouldNotBeNull().ShouldStartWith("the template in the configuration, line 2: " + expected);
        fault.ShouldNotContain("Margin");
        fault.ShouldNotContain("retries");
    }

    [Theory]
    [InlineData(nameof(TextForm.Html), "{{link url name}}", "<a href=\"https://x.example/?a=1&amp;b=%22\">N &lt;b&gt;&quot;</a>")]
    [InlineData(nameof(TextForm.SlackJson), "\"{{link url name}}\"", "\"<https://x.example/?a=1&amp;b=%22|N &lt;b&gt;\\\">\"")]
    [InlineData(nameof(TextForm.Json), "\"{{link url name}}\"", "\"N <b>\\\" (https://x.example/?a=1&b=%22)\"")]
    [InlineData(nameof(TextForm.Plain), "{{link url name}}", "N <b>\" (https://x.example/?a=1&b=%22)")]
    [InlineData(nameof(TextForm.Html), "{{{link url name}}}", "<a href=\"https://x.example/?a=1&amp;b=%22\">N &lt;b&gt;&quot;</a>")]
    [InlineData(nameof(TextForm.Html), "{{code name}}", "<pre>N &lt;b&gt;&quot;</pre>")]
    [InlineData(nameof(TextForm.SlackJson), "\"{{code name}}\"", "\"```N &lt;b&gt;\\\"```\"")]
    [InlineData(nameof(TextForm.Json), "\"{{code name}}\"", "\"N <b>\\\"\"")]
    [InlineData(nameof(TextForm.Json), "{{json name}}", "\"N <b>\\\"\"")]
    [InlineData(nameof(TextForm.SlackJson), "{{json name}}", "\"N &lt;b&gt;\\\"\"")]
    [InlineData(nameof(TextForm.Html), "{{json name}}", "&quot;N &lt;b&gt;\\&quot;&quot;")]
    public void Links_code_and_JSON_take_the_form_of_the_text(string form, string template, string expected)
    {
        using var folder = new TemplateFolder();
        var alert = TemplateFolder.Alert(Sample.Event("cloud.reload.failed") with
        {
            Data = JsonDocument.Parse("""{ "url": "https://x.example/?a=1&b=%22", "name": "N <b>\"" }""").RootElement,
        });
        folder.Filled($"{{{{#with data}}}}{template}{{{{/with}}}}", Enum.Parse<TextForm>(form), alert).ShouldBe(expected);
    }

    [Fact]
    public void A_fence_of_Slack_cannot_be_broken_out_of()
    {
        using var folder = new TemplateFolder();
        var alert = TemplateFolder.Alert(Sample.Event("sense.reload.failed", data: Sample.Task with { LogMessage = "```*b*" }));
        folder.Filled("\"{{code logMessage}}\"", TextForm.SlackJson, alert).ShouldBe("\"```'''*b*```\"");
    }

    [Fact]
    public void A_field_of_a_helpers_name_is_meant_where_the_helper_is_given_nothing()
    {
        using var folder = new TemplateFolder();
        var alert = TemplateFolder.Alert(
            Sample.Event("cloud.reload.failed") with { Data = JsonDocument.Parse("""{ "size": 5, "date": "today" }""").RootElement });
        folder.Filled("{{#with data}}{{size}} {{date}}{{/with}}", alert: alert).ShouldBe("5 today");
    }
}
