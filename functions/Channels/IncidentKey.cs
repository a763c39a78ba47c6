using Butler.Core.Events;
using Butler.Core.Text;
using Butler.Functions.Alerts;

namespace Butler.Functions.Channels;

/// <summary>Creates the key that an incident tool correlates by: the same key opens and closes an incident.</summary>
internal static class IncidentKey
{
    private const int MaxLength = 250;

    /// <summary>
    /// The key of a group's incident, which the end of the group closes; or the task, as in Butler, so that its next success closes the
    /// incident. A named site is part of the key, because a test site that was restored from production has the same task ids. An event
    /// without a task uses its subject, or its own id.
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
