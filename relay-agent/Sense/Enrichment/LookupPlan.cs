using Butler.Core.Events;
using Butler.Core.ScriptLogs;
using Butler.RelayAgent.Sense.Parsing;
using Butler.RelayAgent.Sense.Qrs;
using Butler.RelayAgent.Sense.ScriptLogs;

namespace Butler.RelayAgent.Sense.Enrichment;

/// <summary>Runs the look-ups of an event in the order of their dependencies, and in parallel where possible.</summary>
internal sealed class LookupPlan(
    Lookups lookups, Executions executions, ScriptLogDownload scriptLogs, ScriptLogTurns turns, ScriptLogOptions options)
{
    /// <summary>Looks up the available information until the token is canceled.</summary>
    public async Task<(string Type, TaskEventData Data)> LookUpAsync(
        CloudEvent envelope, TaskEventData data, int sideBySide, Action<string> tell, CancellationToken budget)
    {
        var (kind, outcome) = envelope.Type.Split('.') is [_, var k, var o] ? (k, o) : (EventTypes.UnknownKind, EventTypes.UnknownOutcome);
        var taskFound = TaskAsync(data.TaskId, tell, budget);
        var appFound = AppAsync(data.AppId, taskFound, tell, budget);
        var ownerFound = OwnerAsync(appFound, tell, budget);

        var task = await taskFound;
        kind = kind == EventTypes.UnknownKind ? task.Value?.Info.Kind ?? kind : kind;
        var asked = data.TaskId is { } taskId
            ? new Executions.Asked(
                envelope.Id, taskId, data.ExecutionId is { } id ? SenseText.CleanGuid(id) : null, kind, outcome, envelope.OrderTime)
            : null;
        var execution = await ExecutionAsync(asked, task.Value, tell, budget);
        var log = await LogAsync(asked, data, execution, sideBySide, tell, budget);
        var app = await appFound;
        var owner = await ownerFound;

        if (outcome == EventTypes.UnknownOutcome && !execution.Missing)
        {
            outcome = ExecutionStatus.Outcome(execution.Value?.Info.Status) ?? outcome;
        }

        return (EventTypes.ForTask(kind, outcome), data with
        {
            AppId = data.AppId ?? task.Value?.AppId,
            TaskName = task.Value?.Info.Name ?? data.TaskName,
            AppName = app.Value?.Info.Name ?? task.Value?.AppName ?? data.AppName,
            User = UserName.Of(data.User, owner.Value, task.Value?.Info.ModifiedByUserName),
            Task = task.Value?.Info,
            App = app.Value?.Info,
            Owner = owner.Value,
            Execution = execution.Value?.Info,
            ScriptLog = log.Value?.Info,
            ErrorLines = log.Value?.ErrorLines,
            RawTask = task.Value?.Raw,
            RawApp = app.Value?.Raw,
            Enrichment = new EnrichmentInfo
            {
                Missing =
                [
                    .. Name("task", task.Missing),
                    .. Name("app", app.Missing),
                    .. Name(owner.Value is null ? "owner" : "ownerEmails", owner.Missing),
                    .. Name("execution", execution.Missing),
                    .. Name("scriptLog", log.Missing),
                ],
            },
        });
    }

    private static IEnumerable<string> Name(string part, bool missing) => missing ? [part] : [];

    private async Task<Found<QrsTask>> TaskAsync(string? id, Action<string> tell, CancellationToken budget) => id is null
        ? Found<QrsTask>.NotHad
        : await Found<QrsTask>.OfAsync(() => lookups.TaskAsync(id, budget), tell);

    /// <summary>Looks up the app; usually the datagram names it, so that this does not wait for the task.</summary>
    private async Task<Found<QrsApp>> AppAsync(string? id, Task<Found<QrsTask>> taskFound, Action<string> tell, CancellationToken budget)
    {
        if (id is null)
        {
            var task = await taskFound;
            id = task.Value?.AppId;
            if (id is null)
            {
                return task.Missing || task.Value?.Info.Kind is TaskKind.Reload or EventTypes.UnknownKind
                    ? Found<QrsApp>.NotHad
                    : Found<QrsApp>.NotExpected;
            }
        }

        return await Found<QrsApp>.OfAsync(() => lookups.AppAsync(id, budget), tell);
    }

    private async Task<Found<OwnerInfo>> OwnerAsync(Task<Found<QrsApp>> appFound, Action<string> tell, CancellationToken budget)
    {
        var app = await appFound;
        if (app.Value is null)
        {
            return app.Missing ? Found<OwnerInfo>.NotHad : Found<OwnerInfo>.NotExpected;
        }

        if (app.Value.Owner is not { Id: { } id } owner)
        {
            return new Found<OwnerInfo>(app.Value.Owner, Missing: true);
        }

        var addresses = await Found<IReadOnlyList<string>>.OfAsync(() => lookups.AddressesAsync(id, budget), tell);
        return new Found<OwnerInfo>(owner with { Emails = addresses.Value ?? [] }, addresses.Missing);
    }

    private async Task<Found<QrsExecution>> ExecutionAsync(
        Executions.Asked? asked, QrsTask? task, Action<string> tell, CancellationToken budget)
    {
        if (asked is null)
        {
            return Found<QrsExecution>.NotHad;
        }

        var found = await Found<QrsExecution>.OfAsync(() => executions.FindAsync(asked, task, budget), tell);
        return found with { Missing = found.Value is not { IsFinal: true } };
    }

    private async Task<Found<ScriptLog>> LogAsync(
        Executions.Asked? asked, TaskEventData data, Found<QrsExecution> execution, int sideBySide, Action<string> tell,
        CancellationToken budget)
    {
        if (asked is null || asked.Kind is not (TaskKind.Reload or EventTypes.UnknownKind))
        {
            return asked is null ? Found<ScriptLog>.NotHad : Found<ScriptLog>.NotExpected;
        }

        var isFailure = asked is { Kind: TaskKind.Reload, Outcome: "failed" };
        var keepAs = isFailure && options.Store.Directory is not null
            ? StoredLogName.Of(data.LogTimeStamp, asked.Ended, data.AppId, asked.TaskId)
            : null;
        if (execution.Value is not { } result)
        {
            return Found<ScriptLog>.NotHad;
        }

        if (keepAs is null && !turns.Take(asked.TaskId, sideBySide))
        {
            tell("the script log is left out: many events at once, and one of this task's logs was fetched within the last minute");
            return Found<ScriptLog>.NotHad;
        }

        var found = await Found<ScriptLog>.OfAsync(
            async () => await executions.WithLogAsync(asked, result, budget) is { } ready
                ? await scriptLogs.ReadAsync(asked.TaskId, ready, keepAs, budget)
                : null,
            tell);
        if (found.Value is null)
        {
            turns.Return(asked.TaskId);
        }

        return found;
    }
}
