using Butler.Core.Configuration;
using Butler.Functions.Channels.Webhook;
using Butler.Functions.Configuration;
using Butler.Functions.Preview;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Templates;

/// <summary>What <c>check</c> says of the templates that a configuration uses.</summary>
public sealed class TemplateCheckTests
{
    private const string Route = "routes: [{ name: r, on: 'sense.reload.*', send: [{ channel: hook }] }]\n";

    [Fact]
    public void Good_templates_have_neither_faults_nor_warnings()
    {
        using var folder = new TemplateFolder();
        folder.Write("shipped/webhook/default.hbs", """{ "title": "{{title}}", "tags": {{json taskTags}}{{#if executionStartTime}},"""
            + """ "start": "{{executionStartTime.startTimeLocal1}}"{{/if}} }""");
        folder.Write(
            "config/mine.hbs", """{ "raw": "{{data.anything.at.all}}", "name": "{{#with executionDuration}}{{hours}}{{/with}}" }""");
        var (faults, warnings) = Check(folder, """
            channels: { hook: { type: webhook, url: 'https://hook' }, other: { type: webhook, url: 'https://hook' }, lone: { type: webhook, url: 'https://hook', template: mine.hbs } }
            routes: [{ name: r, on: '*', send: [{ channel: hook }, { channel: other, text: '"{{taskName}}"' }] }]
            """);
        faults.ShouldBeEmpty();
        warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Faults_are_told_with_file_line_and_key()
    {
        using var folder = new TemplateFolder();
        var broken = folder.Write("config/broken.hbs", "\n{{#if taskName}}");
        var (faults, _) = Check(folder, """
            channels:
              hook:
                type: webhook
                url: https://hook
                template: reload-faild
              lone:
                type: webhook
                url: https://hook
                text: '{{truncate taskName}}'
              second: { type: webhook, url: https://hook }
              third: { type: webhook, url: https://hook }
            routes:
              - name: r
                on: sense.reload.failed
                send:
                  - channel: hook
                  - channel: second
                    template: broken.hbs
                  - { channel: third, text: 'no JSON' }
            """);
        faults.Select(f => f.ToString()).ShouldBe(
        [
            "butler.yaml:5: channels.hook.template: there is no template \"reload-faild\" for webhook: looked for webhook/reload-faild.hbs "
                + $"in {string.Join(" and ", folder.Places.Own.Append(folder.Places.Shipped))}; put the file there, or correct the name in "
                + "the configuration",
            $"butler.yaml:18: routes[0].send[1].template: {broken}, line 2: opens {{{{#if}}}}, which is never closed; add {{{{/if}}}}",
            "butler.yaml:19: routes[0].send[2].text: the template in the configuration does not produce valid JSON: line 1, column 2 of "
                + "the output; put values within quotes, look for a comma too many or too few, and use {{json x}} for lists",
            "butler.yaml:9: channels.lone.text: the template in the configuration, line 1: {{truncate}} is given 1 values; use it as in "
                + "{{truncate taskName 40}}",
        ]);
    }

    [Fact]
    public void Fields_that_there_are_not_are_warned_of_with_what_was_meant()
    {
        using var folder = new TemplateFolder();
        var mine = folder.Write("own/webhook/mine.hbs", """
            { "id": "{{tasId}}",
              "t": "{{executionStartTime.startTimeLocal6}}",
              "p": "{{#each taskCustomProperties}}{{../taskNmae}}{{nam}}{{/each}}{{> part}}" }
            """);
        var part = folder.Write("own/partials/part.hbs", "{{!--\n--}}{{qliksSenseQMC}}");
        var (faults, warnings) = Check(folder, $"channels: {{ hook: {{ type: webhook, url: 'https://hook', template: mine }} }}\n{Route}");
        faults.ShouldBeEmpty();
        warnings.Select(w => w.Message).ShouldBe(
            [
                $"{mine}, line 1: there is no field tasId; did you mean \"taskId\"?",
                $"{mine}, line 2: there is no field executionStartTime.startTimeLocal6; did you mean \"startTimeLocal1\"?",
                $"{mine}, line 3: there is no field taskNmae; did you mean \"taskName\"?",
                $"{mine}, line 3: there is no field taskCustomProperties[].nam; did you mean \"name\"?",
                $"{part}, line 2: there is no field qliksSenseQMC; did you mean \"qlikSenseQMC\"?",
            ],
            ignoreOrder: true);
        warnings.ShouldAllBe(w => w.Line == 1 && w.Key == "channels.hook.template");
    }

    [Fact]
    public void A_template_is_tried_with_every_type_of_event_that_its_route_can_match()
    {
        using var folder = new TemplateFolder();
        const string Channels = "channels: { hook: { type: webhook, url: 'https://hook', text: '{ \"n\": {{scriptLogSize}} }' } }\n";
        Check(folder, Channels + "routes: [{ name: r, on: sense.reload.failed, send: [{ channel: hook }] }]").Faults.ShouldBeEmpty();
        Check(folder, Channels + "routes: [{ name: r, on: 'sense.*', send: [{ channel: hook }] }]").Faults.ShouldHaveSingleItem().Key
            .ShouldBe("channels.hook.text");
    }

    [Fact]
    public void Groups_and_ends_of_incidents_are_tried_too()
    {
        using var folder = new TemplateFolder();
        folder.Write("own/webhook/group.hbs", "{{#each reason.members}}{{tsk}}{{/each}}");
        folder.Write("own/webhook/resolved.hbs", "\"{{reason.first.tsk}}\"");
        var hook = new WebhookOptions { Url = new Uri("https://hook"), Text = "\"Failed: {{taskName}}\"" };
        var send = new RouteSendOptions { Channel = "hook", Options = hook with { Text = null } };
        var (faults, warnings) = Run(folder, "", new ButlerOptions
        {
            Channels = new Dictionary<string, ChannelOptions> { ["hook"] = hook },
            Routes =
            [
                new RouteOptions
                {
                    Name = "r", On = ["sense.reload.failed"], Resolve = true, Group = new GroupOptions(), Send = [send],
                    Escalate = new EscalateOptions { Send = [send with { Options = hook with { Text = "{{oops}}" } }] },
                },
            ],
        });
        faults.Select(f => f.Key).ShouldBe(["routes[0].send[0].template", "routes[0].escalate.send[0].text"]);
        warnings.Select(w => w.Message.Split(": ")[1]).ShouldBe(["there is no field reason.members[].tsk; did you mean \"task\"?",
            "there is no field reason.first.tsk; did you mean \"task\"?", "there is no field oops"]);
    }

    private static (IReadOnlyList<ConfigurationFault> Faults, IReadOnlyList<ConfigurationFault> Warnings) Check(TemplateFolder folder,
        string text) =>
        Run(folder, text, YamlFile.Read("butler.yaml", text, Reading.Butler.Type, _ => null));

    private static (IReadOnlyList<ConfigurationFault> Faults, IReadOnlyList<ConfigurationFault> Warnings) Run(TemplateFolder folder,
        string text, ButlerOptions options) =>
        new TemplateCheck(Reading.Kinds, folder.Templates, folder.Time).Run("butler.yaml", text, options);
}
