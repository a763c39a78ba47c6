using System.Text;
using System.Text.Json.Nodes;

namespace Butler.Local.QlikCloud.Answers;

/// <summary>Lists in pages: the link to the next page holds a cursor, which is the last id of the page before.</summary>
internal static class TenantPage
{
    /// <summary>Answers with a page.</summary>
    /// <param name="request">The request, with <c>limit</c> and <c>next</c>.</param>
    /// <param name="path">The path below the tenant's address, with the query except <c>limit</c> and <c>next</c>.</param>
    /// <param name="items">All items, in their order.</param>
    /// <param name="id">The id of an item.</param>
    /// <param name="json">An item as JSON.</param>
    /// <param name="absent">The number of items if <c>limit</c> is missing.</param>
    public static Task AnswerAsync<T>(
        TenantRequest request, string path, IReadOnlyList<T> items, Func<T, string> id, Func<T, JsonNode> json, int absent = 10)
    {
        var limit = request.Limit(absent);
        var skip = request.Query("next") is { } cursor ? AfterCursor(items, id, cursor) : 0;
        var page = items.Skip(skip).Take(limit).ToList();
        var address = $"{request.Root}{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={limit}";
        var links = new JsonObject { ["self"] = Link(request.Query("next") is { } own ? $"{address}&next={own}" : address) };
        if (skip + page.Count < items.Count)
        {
            links["next"] = Link($"{address}&next={Cursor(id(page[^1]))}");
        }

        return TenantAnswer.JsonAsync(
            request.Http, new JsonObject { ["data"] = new JsonArray([.. page.Select(json)]), ["links"] = links });
    }

    private static JsonObject Link(string href) => new() { ["href"] = href };

    private static string Cursor(string id) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(id));

    private static int AfterCursor<T>(IReadOnlyList<T> items, Func<T, string> id, string cursor)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (Cursor(id(items[i])) == cursor)
            {
                return i + 1;
            }
        }

        throw TenantRefusalException.Invalid("next is not the cursor of a page.");
    }
}
