using System.Text.Json.Nodes;
using Butler.Core.Events;
using Butler.Core.QlikCloud;
using Butler.Functions.Configuration;
using Butler.Functions.ScriptLogs;

namespace Butler.Functions.QlikCloud.Enrichment;

/// <summary>
/// Completes an event of a reload with what its tenant knows: app, tags, owner, space, the reload's record, and the script log of a reload
/// that did not succeed. What cannot be had within the time is named as missing; the event goes on.
/// </summary>
internal sealed partial class CloudEnricher(
    CloudClients clients, CloudLookup lookup, CloudScriptLog scriptLog, TimeProvider time, ILogger<CloudEnricher> logger)
{
    /// <summary>How long an alert waits for what a tenant knows.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(15);

    /// <summary>Whether an event can be completed.</summary>
    public static bool CanEnrich(CloudEvent @event, TenantOptions tenant) =>
        tenant.Access is not null && (IsReload(@event) || IsAutomation(@event));

    /// <summary>Completes an event.</summary>
    public async Task<CloudEvent> EnrichAsync(
        CloudEvent @event, CloudAccess access, ButlerOptions options, CancellationToken cancellationToken)
    {
        var draft = new CloudDraft(@event);
        using var budget = new CancellationTokenSource(Budget, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(budget.Token, cancellationToken);
        var parts = new CloudParts(clients.Of(access), lookup, access, both.Token);
        if (IsAutomation(@event))
        {
            var automation = draft.Id("automationId");
            await AddAsync(draft, "automation", automation is null ? null : parts.AutomationAsync(automation), cancellationToken);
            await AddPeopleAsync(draft, parts, cancellationToken);
            return draft.Complete(@event);
        }

        await AddReloadAsync(
            draft, @event, parts, (app, reload) => ReadLogAsync(@event, access, options, app, reload, both.Token), cancellationToken);
        return draft.Complete(@event);
    }

    private static bool IsReload(CloudEvent @event) => @event.Type.StartsWith("cloud.reload.", StringComparison.Ordinal);

    private static bool IsAutomation(CloudEvent @event) => @event.Type.StartsWith("cloud.automation.", StringComparison.Ordinal);

    private async Task AddReloadAsync(
        CloudDraft draft, CloudEvent @event, CloudParts parts, Func<string, string, Task<JsonObject>> readLog,
        CancellationToken cancellationToken)
    {
        var (app, reload) = (draft.Id("appId"), draft.Id("reloadId"));

        Task<JsonObject>? ofReload = reload is null ? null : parts.ReloadAsync(reload);
        Task<JsonObject>? ofApp = app is null ? null : parts.AppAsync(app);
        Task<JsonObject>? ofItem = app is null ? null : parts.ItemAsync(app);
        Task<JsonObject>? ofLog = app is null || reload is null || @event.Type.EndsWith(".succeeded", StringComparison.Ordinal)
            ? null
            : readLog(app, reload);
        await AddAsync(draft, "app", ofApp, cancellationToken);
        await AddAsync(draft, "tags", ofItem, cancellationToken);
        await AddAsync(draft, "reload", ofReload, cancellationToken);
        await AddPeopleAsync(draft, parts, cancellationToken);
        if (ofLog is not null)
        {
            await AddAsync(draft, "scriptLog", ofLog, cancellationToken);
        }
    }

    private Task<JsonObject> ReadLogAsync(
        CloudEvent @event, CloudAccess access, ButlerOptions options, string app, string reload, CancellationToken cancellationToken) =>
        scriptLog.ReadAsync(
            clients.Of(access),
            $"api/v1/apps/{app}/reloads/logs/{reload}",
            options.Cloud.ScriptLog,
            options.ScriptLogs is null ? null : new ScriptLogName(access.Tenant, DateOnly.FromDateTime(@event.Time.UtcDateTime), reload),
            cancellationToken);

    /// <summary>Owner, space and user, whose ids the app and the reload tell.</summary>
    private async Task AddPeopleAsync(CloudDraft draft, CloudParts parts, CancellationToken cancellationToken)
    {
        var (owner, user, space) = (draft.Id("appOwnerUserId"), draft.Id("userId"), draft.Id("spaceId"));
        Task<JsonObject>? ofOwner = owner is null ? null : parts.OwnerAsync(owner);
        Task<JsonObject>? ofUser = user is null ? null : parts.UserAsync(user);
        Task<JsonObject>? ofSpace = space is null ? null : parts.SpaceAsync(space);
        await AddAsync(draft, "owner", ofOwner, cancellationToken);
        if (ofUser is not null)
        {
            await AddAsync(draft, "user", ofUser, cancellationToken);
        }

        // What has no space is personal, unless it could not be looked up itself.
        if (ofSpace is not null || (draft.Text("appName") ?? draft.Text("automationName")) is null)
        {
            await AddAsync(draft, "space", ofSpace, cancellationToken);
        }
    }

    /// <param name="draft">The event.</param>
    /// <param name="part">The part's name.</param>
    /// <param name="lookedUp">What is being looked up; null when its id is unknown.</param>
    /// <param name="cancellationToken">The run's own cancellation, which ends the run.</param>
    private async Task AddAsync(CloudDraft draft, string part, Task<JsonObject>? lookedUp, CancellationToken cancellationToken)
    {
        if (lookedUp is null)
        {
            draft.Miss(part);
            return;
        }

        try
        {
            draft.Add(await lookedUp);
        }
        catch (CloudException e)
        {
            Log.Missing(logger, part, e.Message);
            draft.Miss(part);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Missing(logger, part, $"it was not answered within {Budget.TotalSeconds:0} s");
            draft.Miss(part);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "An event of Qlik Cloud goes on without its {Part}: {Reason}")]
        public static partial void Missing(ILogger logger, string part, string reason);
    }
}
