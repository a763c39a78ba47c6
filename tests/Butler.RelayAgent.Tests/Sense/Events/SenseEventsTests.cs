using System.Net;
using System.Text;
using System.Text.Json;
using Butler.Core.Events;
using Butler.Core.Secrets;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Sense.Events;
using Butler.RelayAgent.Sense.Parsing;

namespace Butler.RelayAgent.Tests.Sense.Events;

public sealed class SenseEventsTests
{
    private static readonly DateTimeOffset Received = new(2031, 3, 14, 3, 12, 8, TimeSpan.Zero);

    private readonly SenseEvents events =
        new("main site", "relay1", "prod", new SenseClock(TimeZoneInfo.FindSystemTimeZoneById("Europe/Stockholm")), Redaction.None);

    [Fact]
    public void Secrets_leave_neither_in_messages_nor_in_datagrams_that_are_sent_on_as_they_came()
    {
        Data(Make("/scheduler-task-failed/;h;T;A;D\\u;0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33;;2031-03-14 04:12:07,318;WARN;;"
            + "Error: PWD=hunter2;UID=sa"))
            .LogMessage.ShouldBe("Error: PWD=***;UID=sa");
        var unparsed = Data(Make("/what-password=hunter2/;h;Authorization: Bearer abcdefgh1"));
        (unparsed.Raw, unparsed.Reason).ShouldBe((
            "/what-password=***;h;Authorization: Bearer ***", "the message type \"/what-password=***\" is not known"));
    }

    [Fact]
    public void An_event_says_all_that_the_datagram_said_and_names_what_nobody_looked_up()
    {
        var made = Make(@"/scheduler-task-failed/;qs prod;Reload of M;M;FAB\svc;0D7C2F18-5a61-4a9c-9be4-2f6f0c1f7a33;"
            + @"6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1;2031-03-14 04:12:07,318;WARN;5E9C7A10-44f2-4b3d-a7a6-90b0b3f9cf02;Max "
            + @"retries reached");

        (made with { Data = null }).ShouldBe(new CloudEvent
        {
            Id = "main site:failed:5e9c7a10-44f2-4b3d-a7a6-90b0b3f9cf02",
            Source = "/sense/main%20site/qs%20prod",
            Type = "sense.task.failed",
            Subject = "task/0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33",
            Time = new DateTimeOffset(2031, 3, 14, 3, 12, 7, 318, TimeSpan.Zero),
            Site = "main site",
            Environment = "prod",
            Relay = "relay1",
            ReceivedTime = Received,
        });
        JsonSerializer.Serialize(made.Data).ShouldBe(JsonSerializer.Serialize(JsonSerializer.SerializeToElement(
            new TaskEventData
            {
                Host = "qs prod",
                TaskName = "Reload of M",
                TaskId = "0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33",
                AppName = "M",
                AppId = "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1",
                User = @"FAB\svc",
                ExecutionId = "5E9C7A10-44f2-4b3d-a7a6-90b0b3f9cf02",
                LogTimeStamp = "2031-03-14 04:12:07,318",
                LogLevel = "WARN",
                LogMessage = "Max retries reached",
                Enrichment = new EnrichmentInfo { Missing = ["task", "app", "owner", "execution", "scriptLog"] },
            },
            EventJson.Default.TaskEventData)));
    }

    [Theory]
    [InlineData("aborted", "sense.task.aborted", "aborted")]
    [InlineData("success", "sense.task.succeeded", "success")]
    public void Type_and_identity_follow_the_message_type(string tag, string type, string family)
    {
        var made = Make($"/scheduler-task-{tag}/;h;t;a;u;;;2031-03-14 04:12:07,318;INFO;5e9c7a10-44f2-4b3d-a7a6-90b0b3f9cf02;x");

        (made.Type, made.Id, made.Subject).ShouldBe((type, $"main site:{family}:5e9c7a10-44f2-4b3d-a7a6-90b0b3f9cf02", (string?)null));
    }

    [Fact]
    public void A_distribute_tasks_outcome_is_left_open() =>
        Make("/scheduler-distribute/;h;t;a;u;;;2031-03-14 04:12:07,318;INFO;5e9c7a10-44f2-4b3d-a7a6-90b0b3f9cf02;x").Type
            .ShouldBe("sense.distribute.finished");

    [Theory]
    [InlineData("")]
    [InlineData("(null)")]
    [InlineData("17")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    public void Without_an_execution_id_of_its_own_the_datagram_itself_is_the_identity(string execution)
    {
        var text = $"/scheduler-task-failed/;h;t;a;u;;;2031-03-14 04:12:07,318;INFO;{execution};x";

        Make(text).Id.ShouldBe(EventIdentity.ForDatagram("main site", Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void What_nobody_understands_goes_on_with_its_text_and_the_reason()
    {
        var made = Make("hello world");

        (made.Type, made.Source, made.Time).ShouldBe(("sense.unparsed", "/sense/main%20site/192.0.2.7", Received));
        var data = JsonSerializer.Deserialize(made.Data!.Value, EventJson.Default.TaskEventData)!;
        (data.Raw, data.Reason).ShouldBe(("hello world", "the message type \"hello world\" is not known"));
    }

    [Theory]
    [InlineData("\uFFFD")]
    [InlineData("\u0001")]
    [InlineData("å")]
    [InlineData("\U0001F600")]
    [InlineData("<")]
    public void The_largest_datagram_makes_an_event_within_its_size_that_says_what_was_cut(string character)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(character, 65_507))).AsMemory(0, 65_507);

        var made = events.Make(new JournalRecord(1, Received, new IPEndPoint(IPAddress.Parse("192.0.2.7"), 1), bytes));

        made.Encoded.Length.ShouldBeLessThanOrEqualTo(CloudEvent.MaxEncodedBytes);
        JsonSerializer.Deserialize(CloudEvent.Decode(made.Encoded).Data!.Value, EventJson.Default.TaskEventData)!.Cut.ShouldBe(["raw"]);
    }

    [Fact]
    public void A_replay_makes_the_same_event() =>
        Encoding.UTF8.GetString(Make("x;y").Encode()).ShouldBe(Encoding.UTF8.GetString(Make("x;y").Encode()));

    private CloudEvent Make(string text) =>
        events.Make(new JournalRecord(1, Received, new IPEndPoint(IPAddress.Parse("192.0.2.7"), 1), Encoding.UTF8.GetBytes(text))).Event;

    private static TaskEventData Data(CloudEvent made) => JsonSerializer.Deserialize(made.Data!.Value, EventJson.Default.TaskEventData)!;
}
