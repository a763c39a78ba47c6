using System.Text.Json;
using Butler.Core.Events;
using Butler.Core.Events.Kinds;
using Butler.Functions.Alerts;
using Butler.Functions.Preview.Samples;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Templates;

public sealed class SampleEventsTests
{
    public static TheoryData<string> Types => [.. EventKinds.Types];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_kind_has_a_sample_with_the_fields_that_are_declared(string type)
    {
        var sample = SampleEvents.Of(type, Sample.Time);
        var kind = EventKinds.Find(type)!;
        CloudEvent.Decode(sample.Encode()).Type.ShouldBe(type);
        sample.Time.ShouldBe(Sample.Time);
        (sample.Subject is null).ShouldBe(kind.Subject is null);
        ShouldHave(type, sample.Data.ShouldNotBeNull(), kind.Data);
    }

    [Fact]
    public void Together_the_samples_have_every_field_that_may_be_absent()
    {
        foreach (var same in EventKinds.All.GroupBy(kind => kind.HasTaskData ? "tasks" : kind.Type))
        {
            // What is cut depends on the size of an event, and no relay says who refused without being asked.
            var had = same.SelectMany(kind =>
                SampleEvents.Of(kind.Type, Sample.Time).Data!.Value.EnumerateObject().Select(field => field.Name)).ToHashSet();
            same.SelectMany(kind => kind.Data).Select(field => field.Name).Except(had).Except(["cut", "reference"]).ShouldBeEmpty(same.Key);
        }
    }

    [Fact]
    public void A_task_events_sample_has_what_Sense_knows()
    {
        var data = EventData.Task(SampleEvents.Of("sense.reload.failed", Sample.Time)).ShouldNotBeNull();
        data.ErrorLines.ShouldNotBeNull().ShouldContain("Table 'Orders' not found");
        data.Owner.ShouldNotBeNull().Emails.ShouldBe(["ulla.berg@example.com"]);
        data.Enrichment.Missing.ShouldBeEmpty();
        EventData.Task(SampleEvents.Of("sense.task.failed", Sample.Time))!.Enrichment.Missing.ShouldContain("task");
    }

    [Fact]
    public void A_type_that_there_is_not_is_refused_with_the_one_that_was_meant() =>
        Should.Throw<ArgumentException>(() => SampleEvents.Of("sense.reload.fialed", Sample.Time)).Message
            .ShouldContain("did you mean \"sense.reload.failed\"?");

    /// <summary>The JSON has exactly the declared fields, those that may be absent perhaps, and each has its type.</summary>
    private static void ShouldHave(string path, JsonElement json, IReadOnlyList<EventField> fields)
    {
        var names = json.EnumerateObject().Select(property => property.Name).ToList();
        names.Except(fields.Select(field => field.Name)).ShouldBeEmpty(path);
        fields.Where(field => !field.IsOptional).Select(field => field.Name).Except(names).ShouldBeEmpty(path);
        foreach (var field in fields)
        {
            if (!json.TryGetProperty(field.Name, out var value) || value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            IsOf(field, value).ShouldBeTrue($"{path}.{field.Name} is {value.ValueKind}, declared as {field.Type}");
            JsonElement[] objects = field.Type == EventFieldType.Objects ? [.. value.EnumerateArray()] : [value];
            foreach (var inner in field.Fields.Count == 0 ? [] : objects)
            {
                ShouldHave($"{path}.{field.Name}", inner, field.Fields);
            }
        }
    }

    private static bool IsOf(EventField field, JsonElement value) => field.Type switch
    {
        EventFieldType.Text => value.ValueKind == JsonValueKind.String,
        EventFieldType.Time =>
            value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time) && time.Offset == TimeSpan.Zero,
        EventFieldType.Number => value.ValueKind == JsonValueKind.Number,
        EventFieldType.Truth => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        EventFieldType.Texts =>
            value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String),
        EventFieldType.Objects =>
            value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object),
        _ => value.ValueKind == JsonValueKind.Object,
    };
}
