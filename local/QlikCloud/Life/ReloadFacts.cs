using Butler.Local.QlikCloud.Events;
using Butler.Local.QlikCloud.Tenants;

namespace Butler.Local.QlikCloud.Life;

/// <summary>The facts of a reload that has ended, for its events.</summary>
internal static class ReloadFacts
{
    public static ReloadEnd Of(Tenant tenant, TenantReload reload)
    {
        var app = tenant.Apps.Find(reload.AppId);
        var ended = reload.Ended ?? reload.Created;
        return new ReloadEnd
        {
            ReloadId = reload.Id,
            AppId = reload.AppId,
            AppName = app?.Name,
            Status = reload.Status,
            Type = reload.Type,
            Partial = reload.Partial,
            ErrorCode = reload.ErrorCode,
            ErrorMessage = reload.ErrorMessage,
            TenantId = tenant.Id,
            UserId = reload.UserId,
            OwnerId = app?.OwnerId,
            SpaceId = app?.SpaceId,
            Created = reload.Created,
            Started = reload.Started ?? ended,
            Ended = ended,
        };
    }
}
