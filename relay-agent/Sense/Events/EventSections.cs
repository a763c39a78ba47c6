using System.Text.Json;
using Butler.Core.Events;

namespace Butler.RelayAgent.Sense.Events;

/// <summary>
/// The results of the look-ups, in the order in which they are removed from an event that is too large: first duplicates, last the lines
/// that name the cause.
/// </summary>
internal static class EventSections
{
    private const int FewLines = 3;

    /// <summary>The number of sections that are removed completely.</summary>
    private const int Whole = 2;

    private static readonly Section[] Sections =
    [
        new("rawTask", d => Size(d.RawTask), d => d with { RawTask = null }),
        new("rawApp", d => Size(d.RawApp), d => d with { RawApp = null }),
        new(
            "executionDetails",
            d => d.Execution?.Details is { Count: > FewLines } details ? details.Sum(detail => (detail.Message?.Length ?? 0) + 60) : 0,
            d => d with { Execution = d.Execution! with { Details = Last(d.Execution.Details!) } }),
        new(
            "scriptLogHead", d => Size(d.ScriptLog?.Head),
            d => d with { ScriptLog = d.ScriptLog! with { Head = First(d.ScriptLog.Head) } }),
        new("scriptLogTail", d => Size(d.ScriptLog?.Tail), d => d with { ScriptLog = d.ScriptLog! with { Tail = Last(d.ScriptLog.Tail) } }),
        new("appDescription", d => d.App?.Description?.Length ?? 0, d => d with { App = d.App! with { Description = null } }),
        new(
            "appCustomProperties",
            d => Size(d.App?.CustomProperties),
            d => d with { App = d.App! with { CustomProperties = First(d.App.CustomProperties) } }),
        new(
            "taskCustomProperties",
            d => Size(d.Task?.CustomProperties),
            d => d with { Task = d.Task! with { CustomProperties = First(d.Task.CustomProperties) } }),
        new("errorLines", d => Size(d.ErrorLines), d => d with { ErrorLines = First(d.ErrorLines!) }),
    ];

    /// <summary>
    /// Makes one section smaller: the raw objects are removed first, and then the largest other section is halved. Null when no section is
    /// larger than <paramref name="longest"/>.
    /// </summary>
    public static TaskEventData? Cut(TaskEventData data, int longest)
    {
        if (Sections.Take(Whole).FirstOrDefault(section => section.Size(data) > 0) is { } whole)
        {
            return EventFit.WithCut(whole.Smaller(data), whole.Name);
        }

        var largest = Sections.Skip(Whole).MaxBy(section => section.Size(data))!;
        return largest.Size(data) is var size and > 0 && size >= longest ? EventFit.WithCut(largest.Smaller(data), largest.Name) : null;
    }

    private static int Size(JsonElement? raw) => raw is null ? 0 : 1;

    private static int Size(IReadOnlyList<string>? lines) => lines is { Count: > FewLines } ? lines.Sum(line => line.Length + 3) : 0;

    private static int Size(IReadOnlyList<CustomProperty>? properties) =>
        properties is { Count: > FewLines } ? properties.Sum(property => property.Name.Length + property.Value.Length + 22) : 0;

    private static List<T> First<T>(IReadOnlyList<T> items) => [.. items.Take(items.Count / 2)];

    private static List<T> Last<T>(IReadOnlyList<T> items) => [.. items.Skip(items.Count - (items.Count / 2))];

    private sealed record Section(string Name, Func<TaskEventData, int> Size, Func<TaskEventData, TaskEventData> Smaller);
}
