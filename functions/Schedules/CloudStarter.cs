using Butler.Core.QlikCloud;
using Butler.Functions.QlikCloud.Commands;

namespace Butler.Functions.Schedules;

/// <summary>Asks Qlik Cloud to start the target of a schedule, and whether an earlier request started it.</summary>
internal sealed class CloudStarter(CloudTenants tenants, ReloadCommands reloads, AutomationCommands automations)
{
    /// <summary>How far the clocks of Qlik Cloud and of the app may differ.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    /// <summary>How long a request takes at most, with its repetitions.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>Sends one request.</summary>
    /// <param name="start">The attempt.</param>
    /// <param name="cancellationToken">
    /// Cancels what comes before the request. The request itself is not cancelled, which would leave its outcome open.
    /// </param>
    /// <returns>The attempt with its outcome.</returns>
    public async Task<CloudStart> StartAsync(CloudStart start, CancellationToken cancellationToken)
    {
        try
        {
            var target = start.Target;
            var tenant = await tenants.FindAsync(target.Tenant, cancellationToken);
            var id = target.App is { } app
                ? (await reloads.StartAsync(tenant, app, target.Partial, CancellationToken.None)).Id
                : (await automations.StartAsync(
                    tenant, CloudTenants.Automation(tenant, target.Automation ?? ""), null, CancellationToken.None)).Id;
            return start with { State = CloudStartStates.Started, StartedId = id, Reason = null };
        }
        catch (CloudTargetException e)
        {
            return start with { State = CloudStartStates.Failed, Reason = e.Message };
        }
        catch (CloudException e)
        {
            return start with { State = StateAfter(e), Reason = CloudProblems.Describe(e) };
        }
    }

    /// <summary>
    /// Finds out whether an earlier request started a reload. Runs of automations cannot be told apart by who started them, so a second
    /// request is sent, and no third.
    /// </summary>
    /// <param name="start">The attempt whose outcome is unknown.</param>
    /// <param name="newer">The id of what the schedule has started last, which may be for a later due time; null: none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// The attempt: started, waiting when nothing was started, unknown, or unconfirmed when the tenant cannot be asked now.
    /// </returns>
    public async Task<CloudStart> ConfirmAsync(CloudStart start, string? newer, CancellationToken cancellationToken)
    {
        var reason = start.Reason ?? "The function app stopped while it sent the request.";
        if (start.Target.App is null)
        {
            return start with { State = start.Attempts < 2 ? CloudStartStates.Waiting : CloudStartStates.Unknown, Reason = reason };
        }

        try
        {
            var tenant = await tenants.FindAsync(start.Target.Tenant, cancellationToken);
            var found = await reloads.FindStartedAsync(
                tenant, start.Target, start.Since - Skew, start.Time + Longest + Skew, [start.Except ?? "", newer ?? ""],
                cancellationToken);
            return found is null
                ? start with { State = CloudStartStates.Waiting, Reason = reason }
                : start with { State = CloudStartStates.Started, StartedId = found.Id, Reason = null };
        }
        catch (CloudTargetException e)
        {
            return start with { State = CloudStartStates.Unknown, Reason = $"{reason} {e.Message}" };
        }
        catch (CloudException e)
        {
            return start with { State = CloudStartStates.Unconfirmed, Reason = CloudProblems.Describe(e) };
        }
    }

    private static string StateAfter(CloudException e) => e switch
    {
        { MayHaveHappened: true } => CloudStartStates.Unconfirmed,
        { Fault: CloudFault.Unreachable or CloudFault.RateLimited } => CloudStartStates.Waiting,
        _ => CloudStartStates.Failed,
    };
}
