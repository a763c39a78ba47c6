using Butler.Local.QlikCloud.Tenants;

namespace Butler.Local.QlikCloud.Life;

/// <summary>Ends reloads: each one once, by its run time or by a control address.</summary>
internal static class ReloadEnding
{
    /// <summary>Ends a reload; its script log and error are the app's own unless it has some already.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The reload's id.</param>
    /// <param name="status">One of <see cref="ReloadStatus.Ends"/>, for the reload as it is.</param>
    /// <param name="end">The end time.</param>
    /// <returns>Null when the reload has ended already, or does not exist.</returns>
    public static TenantReload? End(Tenant tenant, string id, Func<TenantReload, string> status, DateTimeOffset end)
    {
        var isEnded = false;
        var ended = tenant.Reloads.Update(id, reload =>
        {
            isEnded = ReloadStatus.IsEnd(reload.Status);
            return isEnded ? reload : Ended(tenant.Apps.Find(reload.AppId), reload, status(reload), end);
        });
        if (isEnded || ended is null)
        {
            return null;
        }

        if (ended.Status == ReloadStatus.Succeeded)
        {
            tenant.Apps.Update(ended.AppId, app => app with { LastReload = end });
        }

        return ended;
    }

    private static TenantReload Ended(TenantApp? app, TenantReload reload, string status, DateTimeOffset end)
    {
        var started = reload.Started ?? end;
        var isFailure = status is ReloadStatus.Failed or ReloadStatus.ExceededLimit;
        return reload with
        {
            Status = status,
            Started = started,
            Ended = end,
            ErrorCode = reload.ErrorCode ?? (isFailure ? "EngineReloadFailed" : null),
            ErrorMessage = reload.ErrorMessage ?? (isFailure ? app?.Failure.Error[1] : null),
            Log = reload.Log ?? (app is null ? null : TenantScriptLog.Write(app, status, reload.ErrorMessage, started, end)),
        };
    }
}
