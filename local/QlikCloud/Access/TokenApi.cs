using System.Text.Json.Nodes;
using Butler.Local.QlikCloud.Answers;
using Butler.Local.QlikCloud.Tenants;

namespace Butler.Local.QlikCloud.Access;

/// <summary><c>POST oauth/token</c>: a token for a client's id and secret.</summary>
internal sealed class TokenApi(AccessTokens tokens, CurrentBehaviour behaviour)
{
    public async Task AnswerAsync(TenantRequest request)
    {
        var body = await request.BodyAsync();
        if (Text(body, "grant_type") is not "client_credentials")
        {
            throw TenantRefusalException.Invalid("grant_type must be client_credentials.");
        }

        var token = tokens.Issue(request.Tenant, Text(body, "client_id"), Text(body, "client_secret"));
        await TenantAnswer.JsonAsync(request.Http, new JsonObject
        {
            ["access_token"] = token,
            ["token_type"] = "bearer",
            ["expires_in"] = (int)behaviour.Now.TokenLifetime.TotalSeconds,
            ["scope"] = "user_default",
        });
    }

    private static string Text(JsonObject body, string name) =>
        body[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
