using Butler.Core.Events;
using Butler.Core.Text;

namespace Butler.Functions.Alerts;

/// <summary>Events in a few words: what a group's table and an incident show of them.</summary>
internal static class EventSummaries
{
    private const int MaxText = 120;
    private const int MaxError = 240;

    /// <summary>An event in a few words.</summary>
    public static EventSummary Of(CloudEvent @event, TaskEventData? task) => new()
    {
        Id = @event.Id,
        Type = @event.Type,
        Time = @event.Time,
        Received = @event.ReceivedTime,
        Skewed = @event.Skewed,
        Task = Cut(EventNames.Of(@event, task), MaxText),
        App = Cut(task?.App?.Name ?? task?.AppName, MaxText),
        Host = Cut(EventData.Host(@event, task), MaxText),
        Error = Cut(task?.ErrorLines is { Count: > 0 } lines ? lines[0] : task?.LogMessage, MaxError),
    };

    /// <summary>The event with no more than its summary tells: what is left where its row is gone.</summary>
    public static CloudEvent Event(EventSummary summary, string? site) => new()
    {
        Id = summary.Id,
        Source = $"/sense/{Uri.EscapeDataString(site ?? "none")}",
        Type = summary.Type,
        Time = summary.Time,
        ReceivedTime = summary.Received,
        Skewed = summary.Skewed,
        Site = site,
    };

    private static string? Cut(string? text, int most) => text is null ? null : TextCut.ToLength(text, most);
}
