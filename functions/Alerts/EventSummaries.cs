using Butler.Core.Events;
using Butler.Core.Text;

namespace Butler.Functions.Alerts;

/// <summary>Summarizes events for a group's table and for incidents.</summary>
internal static class EventSummaries
{
    private const int MaxText = 120;
    private const int MaxError = 240;

    /// <summary>The summary of an event.</summary>
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
        Error = Cut(task?.ErrorLines is { Count: > 0 } lines ? lines[0] : task?.LogMessage ?? MonitorText.Cause(@event), MaxError),
    };

    /// <summary>Rebuilds an event from its summary, when its row has been deleted.</summary>
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
