using System.Text;
using System.Text.Json;
using Butler.Core.Api;
using Microsoft.AspNetCore.Http;

namespace Butler.Functions.Tests.Support;

/// <summary>A request to a function without a web server in between.</summary>
internal static class Call
{
    public static async Task<(int Status, JsonElement Body)> Async(
        IHttpHandler handler, string query = "", string? body = null, params (string Name, string Value)[] route)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = handler is ApiRoute { Operations: [var operation] } ? operation.Method : "GET";
        context.Request.QueryString = new QueryString(query);
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body ?? ""));
        context.Response.Body = new MemoryStream();
        foreach (var (name, value) in route)
        {
            context.Request.RouteValues[name] = value;
        }

        await handler.RunAsync(context);
        context.Response.Body.Position = 0;
        using var json = await JsonDocument.ParseAsync(context.Response.Body);
        return (context.Response.StatusCode, json.RootElement.Clone());
    }
}
