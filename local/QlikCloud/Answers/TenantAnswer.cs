using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Butler.Local.QlikCloud.Events;
using Microsoft.AspNetCore.WebUtilities;

namespace Butler.Local.QlikCloud.Answers;

/// <summary>Writes answers like Qlik Cloud.</summary>
internal static class TenantAnswer
{
    public static Task JsonAsync(HttpContext context, JsonNode body, int status = StatusCodes.Status200OK) =>
        WriteAsync(context, status, "application/json; charset=utf-8", body.ToJsonString(TenantJson.Options));

    public static Task TextAsync(HttpContext context, string text) =>
        WriteAsync(context, StatusCodes.Status200OK, "text/plain; charset=UTF-8", text);

    public static Task NothingAsync(HttpContext context, int status = StatusCodes.Status204NoContent)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    public static Task RefuseAsync(HttpContext context, TenantRefusalException refusal) =>
        RefuseAsync(context, refusal.Status, refusal.Message, refusal.Code);

    /// <summary>A refusal without further reason, as for a fault.</summary>
    public static Task RefuseAsync(HttpContext context, int status) => RefuseAsync(context, status, reason: null, code: null);

    private static Task RefuseAsync(HttpContext context, int status, string? reason, string? code)
    {
        var error = new JsonObject
        {
            ["code"] = code ?? string.Create(CultureInfo.InvariantCulture, $"HTTP-{status}"),
            ["title"] = ReasonPhrases.GetReasonPhrase(status),
            ["status"] = status,
        };
        if (reason is not null)
        {
            error["detail"] = reason;
        }

        return JsonAsync(context, new JsonObject { ["errors"] = new JsonArray(error) }, status);
    }

    private static async Task WriteAsync(HttpContext context, int status, string type, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes);
    }
}
