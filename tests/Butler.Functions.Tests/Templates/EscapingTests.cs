using System.Net;
using System.Text;
using System.Text.Json;
using Butler.Functions.Templates;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Templates;

/// <summary>Values are escaped once, by the form of the text, however many braces the template uses.</summary>
public sealed class EscapingTests
{
    public static TheoryData<string> Hostile =>
    [
        "plain",
        "\"double\" 'single' `back`",
        @"C:\new\table\u0041 \\server\share \",
        "line\nbreak\r\nand\ttab",
        "</script><script>alert(1)</script><!-- --> ]]>",
        "{{taskName}} {{{appName}}} {{/if}} {{{{raw}}}} }} }",
        "& < > &amp; &lt; &#39;",
        "<!channel> <@U123> <https://evil.example|click>",
        "emoji 😀👩‍👩‍👧 right-to-left \u202Eabc\u202C שלום",
        "lone \uD83D surrogate \uDE00 halves",
        "nul \0 bell \a escape \u001b[31m del \u007f next line \u0085 separators \u2028\u2029",
        "\uFEFFbyte order mark",
        new string('x', 100_000) + "\"<&\\",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void JSON_gives_back_the_very_value(string hostile)
    {
        foreach (var json in Both("""{ "a": "(VALUE)", "b": { "c":"(VALUE)"}}""", TextForm.Json, hostile))
        {
            json.GetProperty("a").GetString().ShouldBe(Whole(hostile));
            json.GetProperty("b").GetProperty("c").GetString().ShouldBe(Whole(hostile));
        }
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void JSON_for_Slack_gives_back_the_value_with_Slacks_three_entities(string hostile)
    {
        foreach (var json in Both("""{ "a": "(VALUE)" }""", TextForm.SlackJson, hostile))
        {
            var text = json.GetProperty("a").GetString()!;
            text.ShouldNotContain("<");
            text.ShouldNotContain(">");
            text.Replace("&lt;", "<").Replace("&gt;", ">").Replace("&amp;", "&").ShouldBe(Whole(hostile));
        }
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void HTML_shows_the_value_and_nothing_of_it_is_markup(string hostile)
    {
        foreach (var html in Filled("<pre title=\"(VALUE)\">(VALUE)</pre>", TextForm.Html, hostile))
        {
            html.Count(c => c == '<').ShouldBe(2);
            html.Count(c => c == '"').ShouldBe(2);
            var shown = new string([.. Whole(hostile).Select(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t') ? '\uFFFD' : c)]);
            WebUtility.HtmlDecode(html).ShouldBe($"<pre title=\"{shown}\">{shown}</pre>");
        }
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void XML_shows_the_value_and_nothing_of_it_is_markup(string hostile)
    {
        foreach (var xml in Filled("<a b=\"(VALUE)\" c='(VALUE)'>(VALUE)</a>", TextForm.Xml, hostile))
        {
            var root = System.Xml.Linq.XElement.Parse(xml, System.Xml.Linq.LoadOptions.PreserveWhitespace);
            var shown = new string([.. Whole(hostile).Select(c => c is < ' ' and not ('\t' or '\n' or '\r') ? '\uFFFD' : c)]);
            root.Value.ShouldBe(shown);

            // White space of an attribute is one space each, by XML's own rule; a carriage return is kept by its reference.
            var attribute = shown.Replace('\n', ' ').Replace('\t', ' ');
            (root.Attribute("b")!.Value, root.Attribute("c")!.Value).ShouldBe((attribute, attribute));
        }
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_form_gives_back_the_very_value(string hostile)
    {
        foreach (var form in Filled("a=(VALUE)&b=1", TextForm.UrlEncoded, hostile))
        {
            var fields = form.Split('&');
            fields.Length.ShouldBe(2);
            WebUtility.UrlDecode(fields[0]["a=".Length..]).ShouldBe(Whole(hostile));
        }
    }

    [Theory]
    [InlineData("application/json", TextForm.Json)]
    [InlineData("application/vnd.x+json; charset=utf-8", TextForm.Json)]
    [InlineData("application/x-ndjson", TextForm.Json)]
    [InlineData("text/xml", TextForm.Xml)]
    [InlineData("Application/SOAP+XML; action=\"x\"", TextForm.Xml)]
    [InlineData("text/html; charset=utf-8", TextForm.Html)]
    [InlineData("application/x-www-form-urlencoded", TextForm.UrlEncoded)]
    [InlineData("text/plain", TextForm.Plain)]
    public void The_media_type_says_what_a_text_is(string contentType, object form) => TextForms.Of(contentType).ShouldBe((TextForm)form);

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Plain_text_is_the_value_itself(string hostile)
    {
        foreach (var text in Filled("[(VALUE)]", TextForm.Plain, hostile))
        {
            text.ShouldBe($"[{hostile}]");
        }
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Values_within_lists_blocks_partials_and_keys_are_escaped_too(string hostile)
    {
        using var folder = new TemplateFolder();
        folder.Write("own/partials/item.hbs", "{{this}}{{{this}}}");
        var data = JsonSerializer.SerializeToElement(
            new Dictionary<string, object> { ["m"] = new Dictionary<string, string> { ["k" + Whole(hostile)] = hostile } });
        var alert = TemplateFolder.Alert(Sample.Event("cloud.reload.failed") with { Data = data });
        const string Template = "\"{{#each data.m}}{{@key}}{{{@key}}}{{> item}}{{{default this 'x'}}}{{{join this}}}{{/each}}\"";
        var (h, k) = (Whole(hostile), "k" + Whole(hostile));
        var lines = string.Join(", ", h.ReplaceLineEndings("\n").Split('\n'));
        JsonDocument.Parse(folder.Filled(Template, TextForm.Json, alert)).RootElement.GetString()
            .ShouldBe(k + k + h + h + h + (h.Length == 0 ? "" : lines));
        folder.Filled(Template, TextForm.Html, alert).Count(c => c is '<' or '>').ShouldBe(0);
    }

    [Fact]
    public void A_new_line_is_a_new_line_in_JSON_as_Butlers_escaping_made_it()
    {
        using var folder = new TemplateFolder();
        folder.Filled("""{"text":"```{{{scriptLogTail}}}```"}""", TextForm.SlackJson).ShouldBe(
            """{"text":"```0412  Margins:\n0413  LOAD * RESIDENT Orders;\n      Error: Table 'Orders' not found\n      Execution Failed\n"""
            + """      Execution finished.```"}""");
    }

    [Fact]
    public void Numbers_and_truths_stand_outside_of_quotes()
    {
        using var folder = new TemplateFolder();
        folder.Filled("""{"n":{{scriptLogSize}},"t":{{{taskIsManuallyTriggered}}},"d":{"e":{"f":{{executionStatusNum}}}}}""", TextForm.Json)
            .ShouldBe("""{"n":28547,"t":false,"d":{"e":{"f":8}}}""");
    }

    [Theory]
    [InlineData("{{{taskName}}}", "Reload of Margin Cockpit")]
    [InlineData("a {{~{taskName}~}} b", "aReload of Margin Cockpitb")]
    [InlineData("a {{{~taskName~}}} b", "aReload of Margin Cockpitb")]
    [InlineData("{{&taskName}}{{& taskName }}", "Reload of Margin CockpitReload of Margin Cockpit")]
    [InlineData("{{ taskName }}{{!comment}}{{!-- a {{taskName}} }} --}}|", "Reload of Margin Cockpit|")]
    [InlineData("a {{~! comment ~}} b", "ab")]
    [InlineData(@"\{{taskName}} {{default nothing ""}}""}}", "{{taskName}} }}")]
    [InlineData(@"{{appOwnerUserDirectory}}\\{{appOwnerUserId}}", @"FABRIKAM\uberg")]
    [InlineData("{ {{taskName}} }", "{ Reload of Margin Cockpit }")]
    [InlineData("{{#each taskTags}}{{#unless @first}},{{/unless}}{{@index}}={{this}}{{/each}}", "0=production,1=finance")]
    [InlineData("{{^nothing}}none{{/nothing}}{{#if nothing}}{{else if appName}}app{{else}}no{{/if}}", "noneapp")]
    [InlineData("{{#each taskTags as |tag i|}}{{i}}{{tag}} {{/each}}", "0production 1finance ")]
    [InlineData(
        "{{#each data}}{{#if @first}}{{@key}}{{/if}}{{/each}}|{{#each (first taskTags 1)}}{{this}}{{else}}none{{/each}}",
        "host|production")]
    [InlineData("{{#each nothing}}x{{else}}none{{/each}}\n{{#each taskTags}}\n{{this}}\n{{/each}}\nend", "none\nproduction\nfinance\nend")]
    [InlineData("a{{log}}b{{log taskName appName}}c{{log \"text\" level=\"warn\"}}d{{#each taskTags}}{{log this}}{{/each}}e", "abcde")]
    [InlineData("{{#each taskTags}}{{../appName}} {{@root.logLevel}} {{/each}}", "Margin Cockpit WARN Margin Cockpit WARN ")]
    public void What_Handlebars_knows_means_what_it_means_there(string template, string expected)
    {
        using var folder = new TemplateFolder();
        folder.Filled(template).ShouldBe(expected);
    }

    private static IEnumerable<JsonElement> Both(string template, TextForm form, string value) =>
        Filled(template, form, value).Select(text => JsonDocument.Parse(text).RootElement);

    private static List<string> Filled(string template, TextForm form, string value)
    {
        using var folder = new TemplateFolder();
        var alert = TemplateFolder.Alert(Sample.Event("sense.reload.failed"));
        alert = alert with { Task = Sample.Task with { LogMessage = value } };
        return [.. new[] { "{{logMessage}}", "{{{logMessage}}}", "{{&logMessage}}" }.Select(
            v => folder.Filled(template.Replace("(VALUE)", v), form, alert))];
    }

    /// <summary>What UTF-8 can carry of a text: halves of surrogate pairs are replaced.</summary>
    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
