using Butler.Core.Events;
using Butler.Core.Text;
using Butler.Functions.Alerts;

namespace Butler.Functions.Channels;

/// <summary>The key by which an incident tool knows what belongs together: the same key closes what it opened.</summary>
internal static class IncidentKey
{
    private const int MaxLength = 250;

    /// <summary>
    /// The incident of a group, which its end closes, or the task, as Butler has it, so that its next success closes it; with the site
    /// where that has a name of its own, because a test site that was restored from production has the same task ids. An event without a
    /// task is known
    /// by its subject, or by its own id.
    /// </summary>
    public static string Of(Alert alert) => alert switch
    {
        { Reason.Correlation: { } incident } => "incident:" + incident,
        { Reason: { Kind: AlertKind.Group, Count: > 1 } } => "group:" + EventIdentity.Hash(alert.Event.Id)[..32],
        { Task.TaskId: { Length: > 0 } task, Event.Site: null or "default" } => task,
        { Task.TaskId: { Length: > 0 } task } => TextCut.ToBytes($"{alert.Event.Site}:{task}", MaxLength),
        { Event.Subject: { Length: > 0 } subject } => TextCut.ToBytes($"{alert.Event.Site}:{subject}", MaxLength),
        _ => EventIdentity.Hash(alert.Event.Id)[..32],
    };
}
