using Butler.Local.QlikCloud.Answers;
using Butler.Local.QlikCloud.Tenants;

namespace Butler.Local.QlikCloud.Control;

/// <summary>Adds, changes and removes the content of a tenant: <c>PUT</c> and <c>DELETE /control/tenants/TENANT/KIND/ID</c>.</summary>
internal static class TenantSeeding
{
    public static Task AnswerAsync(HttpContext context, Tenant tenant, string kind, string id) => (context.Request.Method, kind) switch
    {
        ("PUT", "apps") => PutAppAsync(context, tenant, id),
        ("PUT", "users") => PutUserAsync(context, tenant, id),
        ("PUT", "spaces") => PutSpaceAsync(context, tenant, id),
        ("PUT", "automations") => PutAutomationAsync(context, tenant, id),
        ("DELETE", _) => RemoveAsync(context, tenant, kind, id),
        _ => throw TenantRefusalException.NotFound($"{kind}/{id}"),
    };

    private static async Task PutAppAsync(HttpContext context, Tenant tenant, string id)
    {
        tenant.Apps.Put((await ControlJson.ReadAsync<AppSeed>(context)).Apply(tenant, id));
        await TenantAnswer.NothingAsync(context);
    }

    private static async Task PutUserAsync(HttpContext context, Tenant tenant, string id)
    {
        var seed = await ControlJson.ReadAsync<UserSeed>(context);
        tenant.Users.Put(new TenantUser(id, seed.Name, seed.Email));
        await TenantAnswer.NothingAsync(context);
    }

    private static async Task PutSpaceAsync(HttpContext context, Tenant tenant, string id)
    {
        var seed = await ControlJson.ReadAsync<SpaceSeed>(context);
        tenant.Spaces.Put(new TenantSpace(id, seed.Name, seed.Type, seed.OwnerId ?? tenant.Users.All[0].Id));
        await TenantAnswer.NothingAsync(context);
    }

    private static async Task PutAutomationAsync(HttpContext context, Tenant tenant, string id)
    {
        var seed = await ControlJson.ReadAsync<AutomationSeed>(context);
        tenant.Automations.Put(new TenantAutomation
        {
            Id = id,
            Name = seed.Name,
            OwnerId = seed.OwnerId ?? tenant.Users.All[0].Id,
            SpaceId = seed.SpaceId,
            ExecutionToken = seed.ExecutionToken,
        });
        await TenantAnswer.NothingAsync(context);
    }

    private static Task RemoveAsync(HttpContext context, Tenant tenant, string kind, string id)
    {
        var isRemoved = kind switch
        {
            "apps" => tenant.Apps.Remove(id),
            "spaces" => tenant.Spaces.Remove(id),
            "automations" => tenant.Automations.Remove(id),
            "reloads" => tenant.Reloads.Remove(id),

            // The first user is the one of API keys.
            "users" => id != tenant.Users.All[0].Id && tenant.Users.Remove(id),
            _ => false,
        };
        return isRemoved ? TenantAnswer.NothingAsync(context) : throw TenantRefusalException.NotFound($"{kind}/{id}");
    }
}
