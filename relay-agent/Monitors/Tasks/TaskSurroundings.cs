using Butler.Core.Events;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Monitors.Tasks;

/// <summary>The apps and owners around tasks.</summary>
/// <param name="Apps">By app id.</param>
/// <param name="Addresses">The owners' e-mail addresses, by user id.</param>
internal sealed record TaskSurroundings(
    IReadOnlyDictionary<string, QrsApp> Apps, IReadOnlyDictionary<string, List<string>> Addresses)
{
    /// <summary>The data of an event about a task. What could not be looked up is named in it.</summary>
    /// <param name="id">The task's id.</param>
    /// <param name="task">The task; null when QRS does not have it.</param>
    public TaskEventData Describe(string id, QrsTask? task)
    {
        var app = task?.AppId is { } appId ? Apps.GetValueOrDefault(appId) : null;
        var addresses = app?.Owner?.Id is { } owner ? Addresses.GetValueOrDefault(owner) : null;
        return new TaskEventData
        {
            TaskId = id,
            TaskName = task?.Info.Name,
            AppId = task?.AppId,
            AppName = app?.Info.Name ?? task?.AppName,
            Task = task?.Info,
            App = app?.Info,
            Owner = app?.Owner is { } known ? known with { Emails = addresses ?? [] } : null,
            Enrichment = new EnrichmentInfo { Missing = [.. Missing(task, app, addresses is not null)] },
        };
    }

    private static IEnumerable<string> Missing(QrsTask? task, QrsApp? app, bool hasAddresses)
    {
        if (task is null)
        {
            return ["task", "app", "owner"];
        }

        return (task.AppId, app) switch
        {
            (null, _) => [],
            (_, null) => ["app", "owner"],
            (_, { Owner: null }) => ["owner"],
            _ => hasAddresses ? [] : ["ownerEmails"],
        };
    }
}
