using System.Text.Json.Nodes;
using Butler.Local.QlikCloud.Answers;
using Butler.Local.QlikCloud.Life;
using Butler.Local.QlikCloud.Tenants;

namespace Butler.Local.QlikCloud.Rest;

/// <summary><c>api/v1/webhooks</c>: webhooks and their deliveries.</summary>
internal sealed class WebhooksApi(WebhookCaller caller, CurrentBehaviour behaviour, TimeProvider time)
{
    private const int MaxWebhooks = 100;
    private const string Path = "api/v1/webhooks";
    private static readonly string[] ReadOnly = ["id", "origin", "createdAt", "updatedAt", "disabledReason", "disabledReasonCode"];

    public Task AnswerAsync(TenantRequest request, string[] path) => (request.Http.Request.Method, path) switch
    {
        ("GET", []) => TenantPage.AnswerAsync(request, Path, request.Tenant.Webhooks.All, webhook => webhook.Id, WebhookJson.Shown, 20),
        ("POST", []) => CreateAsync(request),
        ("GET", ["event-types"]) => TenantAnswer.JsonAsync(request.Http, WebhookEventTypes.Json()),
        ("GET", [var id]) => TenantAnswer.JsonAsync(request.Http, WebhookJson.Shown(Find(request, id))),
        ("PUT", [var id]) => ReplaceAsync(request, Find(request, id)),
        ("PATCH", [var id]) => PatchAsync(request, Find(request, id)),
        ("DELETE", [var id]) => DeleteAsync(request, Find(request, id)),
        ("GET", [var id, "deliveries"]) => DeliveriesAsync(request, Find(request, id)),
        ("POST", [var id, "deliveries", var delivery, "actions", "resend"]) => ResendAsync(request, Find(request, id), delivery),
        _ => throw TenantRefusalException.NotFound("The resource"),
    };

    private static TenantWebhook Find(TenantRequest request, string id) =>
        request.Tenant.Webhooks.Find(id) ?? throw TenantRefusalException.NotFound($"The webhook {id}");

    private async Task CreateAsync(TenantRequest request)
    {
        var body = await request.BodyAsync();
        var now = time.GetUtcNow();
        body["enabled"] ??= true;
        var webhook = Read(body, new TenantWebhook
        {
            Id = Guid.NewGuid().ToString(),
            OwnerId = request.UserId,
            Created = now,
            Updated = now,
        });
        lock (request.Tenant.WebhookGate)
        {
            if (request.Tenant.Webhooks.All.Count >= MaxWebhooks)
            {
                throw new TenantRefusalException(StatusCodes.Status403Forbidden, $"A tenant has at most {MaxWebhooks} webhooks.")
                {
                    Code = "QUOTA-EXCEEDED",
                };
            }

            request.Tenant.Webhooks.Put(webhook);
        }

        await TenantAnswer.JsonAsync(request.Http, WebhookJson.Shown(webhook), StatusCodes.Status201Created);
    }

    private async Task ReplaceAsync(TenantRequest request, TenantWebhook webhook)
    {
        var body = await request.BodyAsync();
        if (ReadOnly.FirstOrDefault(body.ContainsKey) is { } name)
        {
            throw new TenantRefusalException(StatusCodes.Status409Conflict, $"The read-only property {name} cannot be changed.");
        }

        var changed = Read(body, webhook with { Updated = time.GetUtcNow() });
        request.Tenant.Webhooks.Put(changed);
        await TenantAnswer.JsonAsync(request.Http, WebhookJson.Shown(changed));
    }

    private async Task PatchAsync(TenantRequest request, TenantWebhook webhook)
    {
        var whole = WebhookJson.Whole(webhook);
        WebhookPatch.Apply(whole, await request.JsonAsync());
        request.Tenant.Webhooks.Put(Read(whole, webhook with { Updated = time.GetUtcNow() }));
        await TenantAnswer.NothingAsync(request.Http);
    }

    private static Task DeleteAsync(TenantRequest request, TenantWebhook webhook)
    {
        request.Tenant.Webhooks.Remove(webhook.Id);
        return TenantAnswer.NothingAsync(request.Http);
    }

    private static Task DeliveriesAsync(TenantRequest request, TenantWebhook webhook) => TenantPage.AnswerAsync(
        request,
        $"{Path}/{webhook.Id}/deliveries",
        [.. request.Tenant.Deliveries.All.Reverse().Where(delivery => delivery.WebhookId == webhook.Id)],
        delivery => delivery.Id,
        WebhookJson.Delivery);

    private async Task ResendAsync(TenantRequest request, TenantWebhook webhook, string id)
    {
        var earlier = request.Tenant.Deliveries.Find(id) is { } known && known.WebhookId == webhook.Id
            ? known
            : throw TenantRefusalException.NotFound($"The delivery {id}");
        var again = await caller.ResendAsync(request.Tenant, webhook, earlier, request.Http.RequestAborted);
        await TenantAnswer.JsonAsync(request.Http, WebhookJson.Delivery(again));
    }

    private TenantWebhook Read(JsonObject body, TenantWebhook basis) =>
        WebhookBody.Read(body, basis, behaviour.Now.AllowLoopbackWebhooks);
}
