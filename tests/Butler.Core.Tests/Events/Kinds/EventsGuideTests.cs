using System.Text;
using Butler.Core.Events.Kinds;

namespace Butler.Core.Tests.Events.Kinds;

/// <summary>The guide to events is generated from the declaration, so that both always agree.</summary>
public sealed class EventsGuideTests
{
    private const string Head = """
        # Events

        All kinds of events, and the fields of their data. This page is generated from the declaration in `core/Events/Kinds`; a test compares
        it. A field is null when its value is unknown. Templates reach every field as `{{data.NAME}}`; see [templates.md](templates.md) for
        shorter names.

        **Tone** decides color and sign. **Effect** is used by [resolve and escalate](routes.md). *Metrics only* marks measurements: they go
        to influxdb, newrelic, mqtt, webhook, file and console, and never to people.


        """;

    [Fact]
    public void The_guide_lists_every_kind_and_field()
    {
        var text = new StringBuilder(Head);
        text.Append("| Type | Words | Subject | Tone | Effect |\n|---|---|---|---|---|\n");
        foreach (var kind in EventKinds.All)
        {
            var effect = kind.IsMetric ? "metrics only"
                : kind.Effect == EventEffect.None ? ""
                : $"{Name(kind.About!.Value)} {kind.Effect.ToString().ToLowerInvariant()}";
            text.Append(null, $"| `{kind.Type}` | {kind.Words} | {(kind.Subject is null ? "" : $"`{kind.Subject}`")} | "
                + $"{kind.Tone.ToString().ToLowerInvariant()} | {effect} |\n");
        }

        foreach (var same in EventKinds.All.GroupBy(kind => string.Join('\n', kind.Data.Select(field => field.ToString()))))
        {
            text.Append(
                null, $"\n## {string.Join(", ", same.Select(kind => $"`{kind.Type}`"))}\n\n| Field | Type | Meaning |\n|---|---|---|\n");
            Write(text, same.First().Data, "");
        }

        Repository.ShouldMatch("docs/events.md", text.ToString());
    }

    private static void Write(StringBuilder text, IReadOnlyList<EventField> fields, string prefix)
    {
        foreach (var field in fields)
        {
            var unit = field.Unit is null ? "" : $", {field.Unit}";
            var type = $"{field.Type.ToString().ToLowerInvariant()}{unit}{(field.IsOptional ? ", may be absent" : "")}";
            text.Append(null, $"| `{prefix}{field.Name}` | {type} | {field.Meaning} |\n");
            Write(text, field.Fields, $"{prefix}{field.Name}{(field.Type == EventFieldType.Objects ? "[]" : "")}.");
        }
    }

    private static string Name(EventThing thing) => thing == EventThing.CloudApp ? "Cloud app" : thing.ToString().ToLowerInvariant();
}
