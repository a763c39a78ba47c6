using Butler.Core.Api;
using Butler.Core.LoadScripts.Road;
using Butler.Core.QlikCloud;
using Butler.Functions.Configuration;

namespace Butler.Functions.QlikCloud.Commands;

/// <summary>Reloads of Qlik Cloud over HTTP: they are started, read and cancelled.</summary>
internal sealed class CloudReloadApi : IApi
{
    private const int MaxBytes = 16 * 1024;
    private static readonly ApiField Partial = ApiField.Boolean("partial", "Whether the reload is a partial one; false if absent.");

    private readonly CloudTenants tenants;
    private readonly ReloadCommands reloads;
    private readonly ReloadWait waits;
    private readonly TimeProvider time;

    public CloudReloadApi(CloudTenants tenants, ReloadCommands reloads, ReloadWait waits, TimeProvider time)
    {
        (this.tenants, this.reloads, this.waits, this.time) = (tenants, reloads, waits, time);
        var answer = CloudCommandsJson.Default.CloudReloadAnswer;
        Start = new ApiRoute(
            "v4/cloud/{tenant}/apps/{appId}/reloads",
            new ApiOperation<CloudReloadAnswer>("POST", "Starts the reload of an app.", answer, StartAsync)
            {
                Headers = [Waiting.Prefer],
                Body = [Partial],
                Status = StatusCodes.Status202Accepted,
                Also = [(200, "The reload has ended within the wait."), .. CloudProblems.Problems],
            })
        {
            Parts = [CloudPath.Tenant, CloudPath.App],
        };
        One = new ApiRoute(
            "v4/cloud/{tenant}/reloads/{reloadId}",
            new ApiOperation<CloudReloadAnswer>("GET", "Tells how a reload goes, or how it ended.", answer, FindAsync)
            {
                Headers = [Waiting.Prefer],
                Also = [(202, "The reload has not ended within the wait."), .. CloudProblems.Problems],
            })
        {
            Parts = [CloudPath.Tenant, CloudPath.Reload],
        };
        Cancel = new ApiRoute(
            "v4/cloud/{tenant}/reloads/{reloadId}/cancel",
            new ApiOperation<CloudReloadAnswer>("POST", "Asks Qlik Cloud to cancel a reload.", answer, CancelAsync)
            {
                Status = StatusCodes.Status202Accepted,
                Also = CloudProblems.Problems,
            })
        {
            Parts = [CloudPath.Tenant, CloudPath.Reload],
        };
    }

    public string Group => "Qlik Cloud";

    /// <summary><c>cloud/{tenant}/apps/{appId}/reloads</c>.</summary>
    public ApiRoute Start { get; }

    /// <summary><c>cloud/{tenant}/reloads/{reloadId}</c>.</summary>
    public ApiRoute One { get; }

    /// <summary><c>cloud/{tenant}/reloads/{reloadId}/cancel</c>.</summary>
    public ApiRoute Cancel { get; }

    public IReadOnlyList<ApiRoute> Routes => [Start, One, Cancel];

    private Task<ApiAnswer<CloudReloadAnswer>> StartAsync(HttpContext context) => CloudProblems.GuardAsync(context, async () =>
    {
        var (began, wait, app) = (time.GetTimestamp(), Waiting.Asked(context.Request), CloudPath.IdOf(context, CloudPath.App));
        var isPartial = (await RequestFields.BodyAsync(context, MaxBytes, orEmpty: true)).Boolean(Partial) ?? false;
        var tenant = await TenantAsync(context);

        // A caller that hangs up does not leave open whether the reload was started.
        var reload = await reloads.StartAsync(tenant, app, isPartial, CancellationToken.None);
        return wait is { } asked
            ? await WaitAsync(context, tenant, reload, asked - time.GetElapsedTime(began))
            : Accepted(context, CloudReloadAnswer.Of(tenant, reload));
    });

    private Task<ApiAnswer<CloudReloadAnswer>> FindAsync(HttpContext context) => CloudProblems.GuardAsync(context, async () =>
    {
        var (id, tenant) = (CloudPath.IdOf(context, CloudPath.Reload), await TenantAsync(context));
        var reload = await reloads.FindAsync(tenant, id, context.RequestAborted);
        return Waiting.Asked(context.Request) is { } asked
            ? await WaitAsync(context, tenant, reload, asked)
            : new ApiAnswer<CloudReloadAnswer>(CloudReloadAnswer.Of(tenant, reload));
    });

    private Task<ApiAnswer<CloudReloadAnswer>> CancelAsync(HttpContext context) => CloudProblems.GuardAsync(context, async () =>
    {
        var (id, tenant) = (CloudPath.IdOf(context, CloudPath.Reload), await TenantAsync(context));
        RequireRunning(await reloads.FindAsync(tenant, id, context.RequestAborted));
        try
        {
            await reloads.CancelAsync(tenant, id, CancellationToken.None);
        }
        catch (CloudException e) when (e.Fault == CloudFault.Rejected)
        {
            // It may have ended since it was read.
            RequireRunning(await reloads.FindAsync(tenant, id, context.RequestAborted));
            throw;
        }

        return Accepted(context, CloudReloadAnswer.Of(tenant, await reloads.FindAsync(tenant, id, context.RequestAborted)));
    });

    private async Task<ApiAnswer<CloudReloadAnswer>> WaitAsync(
        HttpContext context, TenantOptions tenant, CloudReload reload, TimeSpan wait)
    {
        var (known, problem) = await waits.WaitAsync(tenant, reload, wait, context.RequestAborted);
        var answer = CloudReloadAnswer.Of(tenant, known) with { Problem = problem };
        var applied = Waiting.Applied(Waiting.Asked(context.Request)).ToList();
        if (known.HasEnded)
        {
            return new(answer, StatusCodes.Status200OK) { Headers = applied };
        }

        var accepted = Accepted(context, answer with { Pending = true });
        return accepted with { Headers = [.. applied, .. accepted.Headers] };
    }

    private static ApiAnswer<CloudReloadAnswer> Accepted(HttpContext context, CloudReloadAnswer answer) =>
        new(answer, StatusCodes.Status202Accepted)
        {
            Headers = [RoadFields.Location(context, $"v4/cloud/{answer.Tenant}/reloads/{Uri.EscapeDataString(answer.ReloadId)}")],
        };

    private Task<TenantOptions> TenantAsync(HttpContext context) =>
        tenants.FindAsync(context.RouteText(CloudPath.Tenant.Name), context.RequestAborted);

    private static void RequireRunning(CloudReload reload)
    {
        if (reload.HasEnded)
        {
            throw new CloudTargetException(
                409,
                $"The reload {reload.Id} has ended{(reload.Ended is null ? "" : $" at {reload.Ended}")} with {reload.Status}; "
                    + $"there is nothing to cancel.");
        }
    }
}
