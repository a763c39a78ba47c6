using BenchmarkDotNet.Attributes;
using Butler.Functions.Alerts;
using Butler.Functions.Channels.Webhook;
using Butler.Functions.Configuration;
using Butler.Functions.Preview.Samples;
using Butler.Functions.Templates;

namespace Butler.Benchmarks.Micro;

/// <summary>What templates cost: the first use, which compiles, and each after it, in each form.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class TemplateBenchmarks
{
    private const string Json = """
        { "title": "{{title}}", "app": "{{appName}}", "stream": "{{appStreamName.name}}", "start": "{{executionStartTime.startTimeLocal1}}", "took": "{{duration executionDuration}}",
          "tags": {{json taskTags}}, "log": "{{{scriptLogTail}}}", "errors": [{{#each errorLines}}"{{this}}"{{#unless @last}},{{/unless}}{{/each}}]{{#if (eq executionStatusNum 8)}}, "failed": true{{/if}} }
        """;

    private const string Html = """
        <h1>{{title}}</h1><p>{{link appUrl appName}} {{appStreamName.name}} {{executionStartTime.startTimeLocal1}} {{duration executionDuration}}</p>
        <ul>{{#each taskTags}}<li>{{this}}</li>{{/each}}</ul><pre>{{{scriptLogTail}}}</pre>{{#each errorLines}}<code>{{this}}</code>{{/each}}{{#if (eq executionStatusNum 8)}}failed{{/if}}
        """;

    private static readonly TemplatePlaces Nowhere = new();
    private readonly HandlebarsTemplates warm = new(Nowhere, TimeProvider.System);
    private Alert alert = null!;

    [GlobalSetup]
    public void Setup()
    {
        var sample = SampleEvents.Of("sense.reload.failed", DateTimeOffset.UnixEpoch);
        alert = new Alert
        {
            Event = sample,
            Task = EventData.Task(sample),
            Site = new SiteOptions(),
            Options = new WebhookOptions(),
            Delivery = new PlannedDelivery { Id = "d", Route = "r", Channel = "c" },
        };
    }

    [Benchmark(Description = "first use: engine, helpers, compile, fill")]
    public object First() => Filled(new HandlebarsTemplates(Nowhere, TimeProvider.System), Html, TextForm.Html);

    [Benchmark(Description = "fill: HTML")]
    public object FillHtml() => Filled(warm, Html, TextForm.Html);

    [Benchmark(Description = "fill: JSON")]
    public object FillJson() => Filled(warm, Json, TextForm.Json);

    [Benchmark(Description = "fill: JSON for Slack")]
    public object FillSlack() => Filled(warm, Json, TextForm.SlackJson);

    [Benchmark(Description = "fill: a subject in plain text")]
    public object FillPlain() => Filled(warm, "Failed: {{taskName}}", TextForm.Plain);

    private string Filled(HandlebarsTemplates templates, string template, TextForm form)
    {
        var filled = templates.FillInline(template, alert, form);
        return filled.Text ?? throw new InvalidOperationException(filled.Fault);
    }
}
