using System.Text.Json.Nodes;
using Butler.Local.QlikCloud.Answers;

namespace Butler.Local.QlikCloud.Rest;

/// <summary>Changes single fields of a webhook: a list of <c>{"op":"replace","path":"/enabled","value":true}</c>.</summary>
internal static class WebhookPatch
{
    /// <exception cref="TenantRefusalException">The patch is not valid.</exception>
    public static void Apply(JsonObject webhook, JsonNode? patch)
    {
        if (patch is not JsonArray { Count: > 0 } operations)
        {
            throw TenantRefusalException.Invalid("The body must be a list of operations.");
        }

        var url = (string?)webhook["url"];
        var headersAreGiven = false;
        foreach (var operation in operations)
        {
            var field = ApplyOne(webhook, operation as JsonObject ?? []);
            headersAreGiven |= field == "encryptedHeaders";
        }

        if (!headersAreGiven && webhook["encryptedHeaders"] is JsonObject { Count: > 0 } && url != webhook["url"]?.ToString())
        {
            throw TenantRefusalException.Invalid("encryptedHeaders must be given again with another url.");
        }
    }

    private static string ApplyOne(JsonObject webhook, JsonObject operation)
    {
        var (op, path) = (operation["op"]?.ToString(), operation["path"]?.ToString() ?? "");
        var field = path.TrimStart('/');
        if (!path.StartsWith('/') || !webhook.ContainsKey(field))
        {
            throw TenantRefusalException.Invalid($"There is no path '{path}'.");
        }

        webhook[field] = op switch
        {
            "add" or "replace" => operation["value"]?.DeepClone(),
            "remove" => null,
            _ => throw TenantRefusalException.Invalid($"There is no operation '{op}'; there are add, replace and remove."),
        };
        return field;
    }
}
