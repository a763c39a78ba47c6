using Butler.Local.QlikCloud.Answers;
using Butler.Local.QlikCloud.Events;
using Butler.Local.QlikCloud.Life;
using Butler.Local.QlikCloud.Tenants;

namespace Butler.Local.QlikCloud.Control;

/// <summary>Controls one tenant, below <c>/control/tenants/TENANT/</c>: its content, ends of reloads, and webhooks.</summary>
internal sealed class TenantControl(WebhookCaller webhooks, TimeProvider time)
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(12);

    public Task AnswerAsync(HttpContext context, Tenant tenant, string[] path) => (context.Request.Method, path) switch
    {
        ("GET", []) => ControlJson.AnswerAsync(context, TenantContent.Of(tenant)),
        ("PUT", ["apps", var id]) => PutAppAsync(context, tenant, id),
        ("PUT", ["users", var id]) => PutUserAsync(context, tenant, id),
        ("PUT", ["spaces", var id]) => PutSpaceAsync(context, tenant, id),
        ("PUT", ["automations", var id]) => PutAutomationAsync(context, tenant, id),
        ("DELETE", [var kind, var id]) => RemoveAsync(context, tenant, kind, id),
        ("POST", ["reloads"]) => EndAsync(context, tenant),
        ("POST", ["webhooks", var id, "disable"]) => DisableAsync(context, tenant, id),
        _ => throw TenantRefusalException.NotFound("The control address of a tenant"),
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

    private async Task EndAsync(HttpContext context, Tenant tenant)
    {
        var order = await ControlJson.ReadAsync<EndOrder>(context);
        var status = EndOrder.Checked(order.Status);
        var now = time.GetUtcNow();
        var reload = order.ReloadId is null ? New(tenant, order, now) : Running(tenant, order.ReloadId);
        var ended = ReloadRunner.End(
            tenant,
            reload with { ErrorCode = order.ErrorCode, ErrorMessage = order.ErrorMessage, Log = order.ScriptLog },
            status,
            now);
        var called = order.Deliver ? await webhooks.CallAsync(tenant, ended, context.RequestAborted) : 0;
        await ControlJson.AnswerAsync(context, new EndedReload(ReloadFacts.Of(tenant, ended), called));
    }

    private static TenantReload New(Tenant tenant, EndOrder order, DateTimeOffset now)
    {
        var id = order.AppId ?? BelievableTenant.DefaultApp;
        var app = tenant.Apps.Find(id) ?? tenant.Apps.Put(NewApp.Of(tenant, id));
        return new TenantReload
        {
            Id = TenantIds.NewReload(),
            AppId = app.Id,
            UserId = app.OwnerId,
            Type = order.Type,
            Created = now - Duration - TimeSpan.FromSeconds(1),
            Started = now - Duration,
        };
    }

    private static TenantReload Running(Tenant tenant, string id) =>
        tenant.Reloads.Find(id) is { } reload && !ReloadStatus.IsEnd(reload.Status)
            ? reload
            : throw TenantRefusalException.NotFound($"A running reload {id}");

    private static async Task DisableAsync(HttpContext context, Tenant tenant, string id)
    {
        var order = await ControlJson.ReadAsync<DisableOrder>(context);
        _ = tenant.Webhooks.Update(id, webhook => webhook with
        {
            Enabled = false,
            DisabledReason = order.Reason,
            DisabledReasonCode = order.Code,
        }) ?? throw TenantRefusalException.NotFound($"The webhook {id}");
        await TenantAnswer.NothingAsync(context);
    }
}

/// <param name="Reload">The reload.</param>
/// <param name="Called">The number of webhooks' calls.</param>
internal sealed record EndedReload(ReloadEnd Reload, int Called);
