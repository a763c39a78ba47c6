using System.Text.Json;
using Butler.Core.Events;
using Butler.Core.Text;

namespace Butler.RelayAgent.Sense.Events;

/// <summary>
/// Limits the size of an event: first field by field, then dispensable parts are removed, then the largest part is halved until the event
/// fits.
/// </summary>
internal static class EventFit
{
    private const int ShortestCut = 64;

    private static readonly Field[] Fields =
    [
        new("host", 255, d => d.Host, (d, v) => d with { Host = v }),
        new("taskName", 1024, d => d.TaskName, (d, v) => d with { TaskName = v }),
        new("appName", 1024, d => d.AppName, (d, v) => d with { AppName = v }),
        new("user", 1024, d => d.User, (d, v) => d with { User = v }),
        new("executionId", 128, d => d.ExecutionId, (d, v) => d with { ExecutionId = v }),
        new("logTimeStamp", 64, d => d.LogTimeStamp, (d, v) => d with { LogTimeStamp = v }),
        new("logLevel", 64, d => d.LogLevel, (d, v) => d with { LogLevel = v }),
        new("logMessage", 65_535, d => d.LogMessage, (d, v) => d with { LogMessage = v }),
        new("raw", 65_535, d => d.Raw, (d, v) => d with { Raw = v }),
    ];

    /// <summary>Encodes the event with its data within the maximum size.</summary>
    public static SenseEvent Fit(CloudEvent envelope, TaskEventData data, int maxBytes)
    {
        foreach (var field in Fields)
        {
            data = Cut(data, field, field.MaxCharacters);
        }

        while (true)
        {
            var whole = envelope with { Data = JsonSerializer.SerializeToElement(data, EventJson.Default.TaskEventData) };
            var encoded = whole.Encode();
            if (encoded.Length <= maxBytes)
            {
                return new SenseEvent(whole, encoded);
            }

            var largest = Fields.MaxBy(field => field.Get(data)?.Length ?? 0)!;
            var length = largest.Get(data)?.Length ?? 0;
            if (EventSections.Cut(data, length > ShortestCut ? length : 0) is { } smaller)
            {
                data = smaller;
                continue;
            }

            if (length <= ShortestCut)
            {
                return new SenseEvent(whole, encoded);
            }

            data = Cut(data, largest, Math.Max(ShortestCut, length / 2));
        }
    }

    /// <summary>Encodes the event within a smaller size.</summary>
    public static SenseEvent Shrink(CloudEvent made, int maxBytes) =>
        made.Data is { } data
            ? Fit(made, JsonSerializer.Deserialize(data, EventJson.Default.TaskEventData)!, maxBytes)
            : new SenseEvent(made, made.Encode());

    /// <summary>Adds a name to the list of shortened fields.</summary>
    public static TaskEventData WithCut(TaskEventData data, string name) =>
        data.Cut is { } cut && cut.Contains(name) ? data : data with { Cut = [.. data.Cut ?? [], name] };

    private static TaskEventData Cut(TaskEventData data, Field field, int most) => field.Get(data) is { } text && text.Length > most
        ? WithCut(field.Set(data, TextCut.Beginning(text, most)), field.Name)
        : data;

    private sealed record Field(
        string Name, int MaxCharacters, Func<TaskEventData, string?> Get, Func<TaskEventData, string?, TaskEventData> Set);
}
