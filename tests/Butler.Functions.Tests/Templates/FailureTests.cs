using Butler.Functions.Channels;
using Butler.Functions.Channels.Slack;
using Butler.Functions.Channels.Webhook;
using Butler.Functions.Templates;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Templates;

/// <summary>A template that fails is a fault in words, never an exception, and holds nothing of the event.</summary>
public sealed class FailureTests
{
    [Theory]
    [InlineData("a\n{{#if appName}}", "line 2: opens {{#if}}, which is never closed; add {{/if}}")]
    [InlineData(
        "{{#if appName}}\n{{#each taskTags}}\n{{/if}}",
        "line 3: closes {{/if}}, but {{#each}} of line 2 is still open; close that first")]
    [InlineData("{{/if}}", "line 1: closes {{/if}}, which is not open; remove it, or add {{#if ...}} before it")]
    [InlineData("x {{taskName", "line 1: begins a mustache {{ that never ends; add }}")]
    [InlineData("\n{{taskName} x", "line 2: begins a mustache {{ that never ends; add }}")]
    [InlineData("{{taskName}~ x", "line 1: begins a mustache {{ that ends with one brace; add }")]
    [InlineData("{{{taskName}} x", "line 1: opens three braces and closes two; write {{taskName}} or {{{taskName}}}")]
    [InlineData("{{default taskName 'x}}", "line 1: begins a text with ' that never ends within a mustache")]
    [InlineData("{{!-- for ever", "line 1: begins a comment that never ends; add --}}")]
    [InlineData("{{{{raw}}}} {{x}} {{{{/raw}}}}", "line 1: has a raw block {{{{...}}}}, which this engine does not know")]
    [InlineData("\n\n{{upcase taskName}}", "line 3: there is no helper {{upcase}}; known are and, code, date")]
    [InlineData("\n{{truncat taskName 3}}", "line 2: there is no helper {{truncat}}; did you mean \"truncate\"; known are")]
    [InlineData("{{#iff taskName 3}}{{/iff}}", "line 1: there is no helper {{iff}}")]
    [InlineData(
        "\n{{> footer}}",
        "line 2: there is no partial {{> footer}} for slack; put footer.hbs into a folder partials beside the templates")]
    [InlineData(
        "{{#if}}x{{/if}}",
        "cannot be filled (InvalidOperationException); is each {{#if}}, {{#each}} and {{#with}} given exactly one value?")]
    [InlineData("a\nb {{a b=}} c", "line 2: cannot be filled: Unexpected token '}}', expected an expression")]
    public void What_is_wrong_is_told_with_its_line(string template, string expected)
    {
        using var folder = new TemplateFolder();
        var (text, fault) = folder.Inline(template);
        text.ShouldBeNull();
        fault.ShouldNotBeNull().Replace("the template in the configuration,", "").Replace("the template in the configuration", "").Trim()
            .ShouldStartWith(expected);
        fault.ShouldNotContain("Margin");
    }

    [Fact]
    public void A_partials_fault_names_the_partials_file_and_line()
    {
        using var folder = new TemplateFolder();
        var file = folder.Write("own/slack/partials/card.hbs", "\n\n{{truncate taskName}}");
        folder.Inline("{{> card}}").Fault.ShouldBe(
            $"{file}, line 3: {{{{truncate}}}} is given 1 values; use it as in {{{{truncate taskName 40}}}}");
        folder.Write("own/slack/partials/open.hbs", "{{#if x}}");
        folder.Inline("{{> open}}").Fault.ShouldNotBeNull().ShouldEndWith(
            "open.hbs, line 1: opens {{#if}}, which is never closed; add {{/if}}");
        folder.Inline("{{> crad}}").Fault.ShouldNotBeNull().ShouldContain("did you mean \"card\"");
    }

    [Fact]
    public void Partials_that_put_themselves_in_end()
    {
        using var folder = new TemplateFolder();
        folder.Write("own/partials/a.hbs", "{{> b}}");
        folder.Write("own/partials/b.hbs", "{{> a}}");
        folder.Inline("{{> a}}").Fault.ShouldNotBeNull().ShouldContain("nests partials more than 20 deep; one of them includes itself");
        folder.Filled("still {{appName}}").ShouldBe("still Margin Cockpit");
    }

    [Fact]
    public void Output_is_bounded_in_size()
    {
        using var folder = new TemplateFolder();
        var alert = TemplateFolder.Alert(Sample.Event("sense.reload.failed", data: Sample.Task with
        {
            ErrorLines = [.. Enumerable.Range(0, 1200).Select(i => new string('x', 40))],
        }));
        folder.Inline("{{#each errorLines}}{{#each ../errorLines}}{{this}}{{/each}}{{/each}}", alert: alert).Fault
            .ShouldBe("the template in the configuration produces more than 1,048,576 characters; show less of the long lists and texts, "
                + "such as with {{first list 20}}");
    }

    [Fact]
    public void Output_is_bounded_in_time()
    {
        using var writer = new BoundedWriter(100, TimeSpan.FromSeconds(5), new SteppingTime());
        Should.Throw<TemplateException>(() =>
        {
            for (var i = 0; i < 50; i++)
            {
                writer.Write('x');
            }
        }).Message.ShouldBe("takes longer than 5 s; remove some of the nested {{#each}}");
    }

    [Theory]
    [InlineData("{{#each errorLines}}{{#each ../errorLines}}{{#each ../../errorLines}}{{/each}}{{/each}}{{/each}}")]
    [InlineData("{{#each errorLines as |a|}}{{#each @root.errorLines as |b|}}{{#if (eq a b)}}{{/if}}{{/each}}{{/each}}")]
    [InlineData("{{#with errorLines as |all|}}{{#each all}}{{#each all}}{{#each all}}{{/each}}{{/each}}{{/each}}{{/with}}")]
    public void A_loop_without_output_is_bounded_in_time_too(string template)
    {
        using var folder = new TemplateFolder();
        var alert = TemplateFolder.Alert(Sample.Event("sense.reload.failed", data: Sample.Task with
        {
            ErrorLines = [.. Enumerable.Range(0, 300).Select(i => $"line {i}")],
        }));
        var templates = new HandlebarsTemplates(folder.Places, new SteppingTime());
        templates.FillInline(template, alert, TextForm.Plain).Fault.ShouldBe(
            "the template in the configuration takes longer than 5 s; remove some of the nested {{#each}}");
    }

    [Theory]
    [InlineData("<a>{{taskName}}", "line 1, column 28")]
    [InlineData("<a>\n<b></a>", "line 2, column 6")]
    [InlineData("{{taskName}}", "line 1, column 1")]
    public void XML_that_is_none_is_a_fault(string template, string where)
    {
        using var folder = new TemplateFolder();
        folder.Inline(template, TextForm.Xml).ShouldBe(new TemplateText(
            null, $"the template in the configuration does not produce valid XML: {where} of the output; close each element, and put "
                + "values into text or quoted attributes"));
    }

    [Theory]
    [InlineData("{ \"a\": {{taskName}} }", "line 1, column 8")]
    [InlineData("{\n \"a\": 1,\n}", "line 3, column 1")]
    [InlineData("", "line 1, column 1")]
    [InlineData("{\"a\":1} {\"b\":2}", "line 1, column 9")]
    public void JSON_that_is_none_is_a_fault(string template, string where)
    {
        using var folder = new TemplateFolder();
        folder.Inline(template, TextForm.Json, TemplateFolder.Alert(options: new WebhookOptions())).Fault.ShouldNotBeNull()
            .ShouldStartWith($"the template in the configuration does not produce valid JSON: {where}");
        folder.Inline(template, TextForm.Json, TemplateFolder.Alert(options: new WebhookOptions())).Text.ShouldBeNull();
    }

    [Fact]
    public void A_file_that_is_too_large_is_not_read()
    {
        using var folder = new TemplateFolder();
        folder.Write("own/slack/big.hbs", new string('x', TemplateFiles.MaxBytes + 1));
        folder.Templates.Fill(TemplateFolder.Alert(options: new SlackOptions { Template = "big" }), "body", TextForm.Plain).Fault
            .ShouldNotBeNull().ShouldContain("is larger than 1024 KB");
    }

    [Fact]
    public void The_alert_goes_out_in_its_built_in_form_and_says_what_is_wrong()
    {
        using var folder = new TemplateFolder();
        var options = new WebhookOptions { Text = "{ \"a\": {{taskName}} }" };
        var message = new WebhookChannel(options, folder.Templates).Render(TemplateFolder.Alert(options: options))
            .ShouldBeOfType<ChannelMessage.Http>();
        message.TemplateFault.ShouldNotBeNull().ShouldContain("does not produce valid JSON");
        System.Text.Encoding.UTF8.GetString(message.Body!.Value.Span).ShouldContain("\"event\":\"Qlik Sense reload failed\"");
    }

    [Fact]
    public void Ever_new_templates_do_not_fill_the_memory()
    {
        using var folder = new TemplateFolder();
        for (var i = 0; i < TemplateSet.MaxTemplates + 20; i++)
        {
            folder.Filled($"{i}").ShouldBe($"{i}");
        }
    }

    [Fact]
    public async Task Many_threads_fill_the_same_templates()
    {
        using var folder = new TemplateFolder();
        folder.Write("own/partials/p.hbs", "[{{upper logLevel}}]");
        var filled = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() =>
            folder.Filled("{{appName}}{{> p}}{{duration executionDuration}}", i % 2 == 0 ? TextForm.Plain : TextForm.Html))));
        filled.ShouldAllBe(text => text == "Margin Cockpit[WARN]24 min 3 s");
    }

    /// <summary>A clock that moves by a second whenever it is looked at.</summary>
    private sealed class SteppingTime : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => now++;
    }
}
