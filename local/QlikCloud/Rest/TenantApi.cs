using Butler.Local.QlikCloud.Access;
using Butler.Local.QlikCloud.Answers;
using Butler.Local.QlikCloud.Tenants;

namespace Butler.Local.QlikCloud.Rest;

/// <summary>The addresses of all tenants, below <c>/TENANT/</c>.</summary>
internal sealed class TenantApi(
    TenantSet tenants, AccessTokens access, TokenApi tokens, ReloadsApi reloads, AutomationsApi automations, WebhooksApi webhooks)
{
    public async Task AnswerAsync(HttpContext context)
    {
        try
        {
            await RouteAsync(context);
        }
        catch (TenantRefusalException refusal)
        {
            await TenantAnswer.RefuseAsync(context, refusal);
        }
    }

    private Task RouteAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var tenant = (path is [var name, ..] ? tenants.Find(name) : null)
            ?? throw TenantRefusalException.NotFound("The tenant");
        var open = new TenantRequest(context, tenant, UserId: "");
        return (context.Request.Method, path[1..]) switch
        {
            ("POST", ["oauth", "token"]) => tokens.AnswerAsync(open),
            ("GET" or "POST", ["api", "v1", "automations", var id, "actions", "execute"]) => automations.ExecuteAsync(open, id),
            (_, ["api", "v1", .. var rest]) => ResourceAsync(open with { UserId = access.UserOf(tenant, context.Request) }, rest),
            _ => throw TenantRefusalException.NotFound("The resource"),
        };
    }

    private Task ResourceAsync(TenantRequest request, string[] path) => path switch
    {
        ["apps", .. var rest] => AppsApi.AnswerAsync(request, rest),
        ["reloads", .. var rest] => reloads.AnswerAsync(request, rest),
        ["items", .. var rest] => ItemsApi.AnswerAsync(request, rest),
        ["users", .. var rest] => PeopleApi.UsersAsync(request, rest),
        ["spaces", .. var rest] => PeopleApi.SpacesAsync(request, rest),
        ["api-keys"] when request.Http.Request.Method == "GET" => PeopleApi.KeysAsync(request),
        ["automations", .. var rest] => automations.AnswerAsync(request, rest),
        ["webhooks", .. var rest] => webhooks.AnswerAsync(request, rest),
        _ => throw TenantRefusalException.NotFound("The resource"),
    };
}
