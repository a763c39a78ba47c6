using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Local.QlikCloud.Tenants;

namespace Butler.Local.QlikCloud.Answers;

/// <summary>A request to the REST interface of a tenant.</summary>
/// <param name="Http">The request.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="UserId">The user who calls.</param>
internal sealed record TenantRequest(HttpContext Http, Tenant Tenant, string UserId)
{
    /// <summary>The tenant's address, such as <c>http://127.0.0.1:41234/acme/</c>.</summary>
    public string Root => $"{Http.Request.Scheme}://{Http.Request.Host}/{Tenant.Name}/";

    /// <summary>A parameter of the query; null: missing or empty.</summary>
    public string? Query(string name) => Http.Request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    /// <summary>The number of items of a page.</summary>
    /// <exception cref="TenantRefusalException">It is not a number from 1 to 100.</exception>
    public int Limit(int absent = 10) => Query("limit") is not { } text ? absent
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= 100 ? limit
        : throw TenantRefusalException.Invalid($"limit must be a number from 1 to 100, not '{text}'.");

    /// <summary>The body.</summary>
    /// <exception cref="TenantRefusalException">It is not a JSON object.</exception>
    public async Task<JsonObject> BodyAsync() => await JsonAsync() as JsonObject
        ?? throw TenantRefusalException.Invalid("The body must be a JSON object.");

    /// <summary>The body, which may be any JSON; null: empty.</summary>
    /// <exception cref="TenantRefusalException">It is not JSON.</exception>
    public async Task<JsonNode?> JsonAsync()
    {
        using var text = new StreamReader(Http.Request.Body);
        var body = await text.ReadToEndAsync(Http.RequestAborted);
        try
        {
            return body.Length == 0 ? null : JsonNode.Parse(body);
        }
        catch (JsonException fault)
        {
            throw TenantRefusalException.Invalid($"The body is not JSON: {fault.Message}");
        }
    }
}
