using Butler.Local.QlikCloud.Tenants;

namespace Butler.Local.QlikCloud.Control;

/// <summary>An app that the tenant does not know yet: like the default app, with another id and name.</summary>
internal static class NewApp
{
    public static TenantApp Of(Tenant tenant, string id) => (tenant.Apps.Find(BelievableTenant.DefaultApp) ?? tenant.Apps.All[0]) with
    {
        Id = id,
        Name = $"App {id}",
        Description = "",
        LastReload = null,
        EndsIn = ReloadStatus.Succeeded,
    };
}
