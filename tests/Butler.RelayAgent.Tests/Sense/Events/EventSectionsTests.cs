using System.Text.Json;
using Butler.Core.Events;
using Butler.RelayAgent.Sense.Events;

namespace Butler.RelayAgent.Tests.Sense.Events;

public sealed class EventSectionsTests
{
    private static readonly CloudEvent Envelope = new()
    {
        Id = "i",
        Source = "/sense/s/h",
        Type = "sense.reload.failed",
        Time = DateTimeOffset.UnixEpoch,
    };

    [Fact]
    public void The_raw_objects_go_first_and_are_named()
    {
        var raw = JsonElement.Parse(JsonSerializer.SerializeToUtf8Bytes(new string('x', 100_000)));
        var data = new TaskEventData { RawTask = raw, RawApp = raw, ErrorLines = ["Error: a"] };

        var made = EventFit.Fit(Envelope, data, CloudEvent.MaxEncodedBytes);

        made.Encoded.Length.ShouldBeLessThanOrEqualTo(CloudEvent.MaxEncodedBytes);
        var fitted = JsonSerializer.Deserialize(made.Event.Data!.Value, EventJson.Default.TaskEventData)!;
        (fitted.RawTask.HasValue, fitted.RawApp.HasValue).ShouldBe((false, true));
        fitted.Cut.ShouldBe(["rawTask"]);
        fitted.ErrorLines.ShouldBe(["Error: a"]);
    }

    [Fact]
    public void The_lines_that_say_why_go_last()
    {
        var lines = Enumerable.Range(0, 200).Select(i => $"{i} " + new string('x', 1500)).ToList();
        var data = new TaskEventData
        {
            ScriptLog = new ScriptLogInfo { Head = lines, Tail = lines, Lines = 5000 },
            ErrorLines = [.. Enumerable.Range(0, 20).Select(i => $"{i} " + new string('e', 200))],
        };

        var made = EventFit.Fit(Envelope, data, 16 * 1024);

        made.Encoded.Length.ShouldBeLessThanOrEqualTo(16 * 1024);
        var fitted = JsonSerializer.Deserialize(made.Event.Data!.Value, EventJson.Default.TaskEventData)!;
        fitted.ErrorLines!.Count.ShouldBe(20);
        fitted.Cut.ShouldBe(["scriptLogHead", "scriptLogTail"], ignoreOrder: true);
        fitted.ScriptLog!.Tail[^1].ShouldStartWith("199 ");
        fitted.ScriptLog.Lines.ShouldBe(5000);
    }
}
