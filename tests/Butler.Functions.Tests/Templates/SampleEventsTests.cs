using Butler.Core.Events;
using Butler.Functions.Alerting;
using Butler.Functions.Channels;
using Butler.Functions.Templates;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Templates;

public sealed class SampleEventsTests
{
    public static TheoryData<string> Types => [.. EventPatterns.KnownTypes];

    [Theory]
    [MemberData(nameof(Types))]
    public void There_is_a_sample_of_every_type_that_the_built_in_forms_can_tell(string type)
    {
        var sample = SampleEvents.Of(type, Sample.Time);
        CloudEvent.Decode(sample.Encode()).Type.ShouldBe(type);
        sample.Time.ShouldBe(Sample.Time);
        sample.Data.ShouldNotBeNull().EnumerateObject().ShouldNotBeEmpty();
        new ConsoleChannel().Render(TemplateFolder.Alert(sample)).ShouldBeOfType<ChannelMessage.Terminal>().Text.ShouldNotBeEmpty();
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
        Should.Throw<ArgumentException>(() => SampleEvents.Of("sense.reload.fialed", Sample.Time)).Message.ShouldContain("did you mean \"sense.reload.failed\"?");
}
