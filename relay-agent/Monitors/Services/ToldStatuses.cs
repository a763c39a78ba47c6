using System.Globalization;
using Butler.RelayAgent.Monitors.Running;

namespace Butler.RelayAgent.Monitors.Services;

/// <summary>
/// The statuses that were told at a mark. Several looks may belong to one mark, after restarts and failures, so a status that is told again
/// gets a number, and an id of its own.
/// </summary>
/// <param name="Mark">The mark.</param>
/// <param name="Statuses">The statuses.</param>
internal sealed record ToldStatuses(DateTimeOffset Mark, IReadOnlyList<string> Statuses)
{
    /// <summary>Adds a status that is told.</summary>
    /// <returns>What to remember, and the end of the id, such as <c>STOPPED:2031-03-14T04:12:30Z</c>.</returns>
    public static (ToldStatuses Next, string Id) Add(ToldStatuses? before, DateTimeOffset mark, string status)
    {
        var told = before?.Mark == mark ? before.Statuses : [];
        var times = told.Count(each => each == status) + 1;
        var id = $"{status}:{MonitorTimes.Text(mark)}";
        return (
            new ToldStatuses(mark, [.. told, status]),
            times == 1 ? id : string.Create(CultureInfo.InvariantCulture, $"{id}:{times}"));
    }
}
