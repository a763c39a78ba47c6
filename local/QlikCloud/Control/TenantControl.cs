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
        ("PUT" or "DELETE", [var kind, var id]) => TenantSeeding.AnswerAsync(context, tenant, kind, id),
        ("POST", ["reloads"]) => EndAsync(context, tenant),
        ("POST", ["webhooks", var id, "disable"]) => DisableAsync(context, tenant, id),
        _ => throw TenantRefusalException.NotFound("The control address of a tenant"),
    };

    private async Task EndAsync(HttpContext context, Tenant tenant)
    {
        var order = await ControlJson.ReadAsync<EndOrder>(context);
        var status = EndOrder.Checked(order.Status);
        var now = time.GetUtcNow();
        var id = order.ReloadId ?? tenant.Reloads.Put(New(tenant, order, now)).Id;
        _ = tenant.Reloads.Update(id, reload => ReloadStatus.IsEnd(reload.Status)
            ? reload
            : reload with { ErrorCode = order.ErrorCode, ErrorMessage = order.ErrorMessage, Log = order.ScriptLog });
        var ended = ReloadEnding.End(tenant, id, _ => status, now) ?? throw TenantRefusalException.NotFound($"A running reload {id}");
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
            Status = ReloadStatus.Reloading,
            UserId = app.OwnerId,
            Type = order.Type,
            Created = now - Duration - TimeSpan.FromSeconds(1),
            Started = now - Duration,
        };
    }

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
