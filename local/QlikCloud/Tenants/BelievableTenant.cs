using Butler.Local.Sense.Datagrams;
using Butler.Local.Sense.Site;

namespace Butler.Local.QlikCloud.Tenants;

/// <summary>Creates the content with which a tenant begins. The ids are the same in each run.</summary>
internal static class BelievableTenant
{
    /// <summary>The default app of <c>butler send</c>, in every tenant.</summary>
    public const string DefaultApp = "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1";

    /// <summary>The end of the history: over a day ago, so that a search for missed reloads finds none in a new tenant.</summary>
    private static readonly TimeSpan PastEnd = TimeSpan.FromHours(26);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(42);

    public static Tenant Create(string name, DateTimeOffset now)
    {
        var tenant = new Tenant(name);
        var ulla = tenant.Users.Put(User(tenant, "Ulla Berg", "ulla.berg@fabrikam.example.com"));
        var jorge = tenant.Users.Put(User(tenant, "Jorge López", "jorge.lopez@fabrikam.example.com"));
        var bot = tenant.Users.Put(User(tenant, @"qlikbot\extracts", null));
        var finance = tenant.Spaces.Put(Space(tenant, "Finance", "managed", ulla));
        var sales = tenant.Spaces.Put(Space(tenant, "Sales & Marketing", "shared", jorge));
        tenant.Spaces.Put(Space(tenant, "Extracts", "data", bot));
        Add(tenant, now, App(tenant, "Margin Cockpit", ulla, finance, ScriptFailures.TableNotFound) with
        {
            Id = DefaultApp,
            Description = "Contribution margins by product and market",
            Tags = ["Finance", "critical"],
            FileSize = 184_549_376,
            HasSectionAccess = true,
            Published = now - TimeSpan.FromDays(90),
        });
        Add(tenant, now, App(tenant, "Sales Pipeline", jorge, sales, ScriptFailures.FieldNotFound));
        Add(tenant, now, App(tenant, "Stock Extract", bot, null, ScriptFailures.ConnectionFailed) with { Tags = ["nightly"] });
        tenant.Automations.Put(Automation(tenant, "Publish the margins", ulla) with { SpaceId = finance.Id });
        tenant.Automations.Put(Automation(tenant, "Open an incident", jorge) with
        {
            ExecutionToken = TenantIds.Short($"{name}/execution token"),
        });
        return tenant;
    }

    private static TenantUser User(Tenant tenant, string name, string? email) =>
        new(TenantIds.Short($"{tenant.Name}/user/{name}"), name, email);

    private static TenantSpace Space(Tenant tenant, string name, string type, TenantUser owner) =>
        new(TenantIds.Short($"{tenant.Name}/space/{name}"), name, type, owner.Id);

    private static TenantApp App(Tenant tenant, string name, TenantUser owner, TenantSpace? space, ScriptFailure failure) => new()
    {
        Id = SenseDatagram.IdOf($"{tenant.Name}/app/{name}"),
        Name = name,
        OwnerId = owner.Id,
        SpaceId = space?.Id,
        Failure = failure,
    };

    private static TenantAutomation Automation(Tenant tenant, string name, TenantUser owner) => new()
    {
        Id = SenseDatagram.IdOf($"{tenant.Name}/automation/{name}"),
        Name = name,
        OwnerId = owner.Id,
    };

    /// <summary>Adds an app that was reloaded once.</summary>
    private static void Add(Tenant tenant, DateTimeOffset now, TenantApp app)
    {
        var stop = now - PastEnd - TimeSpan.FromMinutes(17 * tenant.Apps.All.Count);
        tenant.Apps.Put(app with { LastReload = stop });
        tenant.Reloads.Put(new TenantReload
        {
            Id = TenantIds.Short($"{tenant.Name}/reload/{app.Name}"),
            AppId = app.Id,
            UserId = app.OwnerId,
            Status = ReloadStatus.Succeeded,
            Log = TenantScriptLog.Write(app, ReloadStatus.Succeeded, null, stop - Duration, stop),
            Created = stop - Duration - TimeSpan.FromSeconds(3),
            Started = stop - Duration,
            Ended = stop,
        });
    }
}
