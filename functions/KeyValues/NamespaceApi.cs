using System.Globalization;
using Butler.Core.Api;
using Butler.Functions.Api;

namespace Butler.Functions.KeyValues;

/// <summary>Namespaces and their keys over HTTP.</summary>
internal sealed class NamespaceApi : IApi
{
    /// <summary>The heading of the store in the API's description.</summary>
    public const string Capability = "Key-value store";

    private const int MaxPage = 1000;
    private static readonly ApiField After = ApiField.Text("after", "Lists what follows this name, in the order of the texts.");
    private static readonly ApiField Limit = ApiField.Integer("limit", 1, MaxPage, "The maximum number of names.");

    private readonly Namespaces namespaces;

    /// <summary>The part of a path that names the namespace.</summary>
    public static ApiField Part { get; } = ApiField.Text("namespace", "The namespace; a slash is %2F.") with { Example = "Margin" };

    public NamespaceApi(Namespaces namespaces)
    {
        this.namespaces = namespaces;
        List = new ApiRoute(
            "v4/keyvaluesnamespaces",
            new ApiOperation<IReadOnlyList<string>>(
                "GET", "Lists the namespaces.", KeyValuesJson.Default.IReadOnlyListString, ListAsync)
            {
                Query = [After, Limit],
                ButlerFlag = KeyNames.ButlerFlag,
            });
        Keys = new ApiRoute(
            "v4/keylist/{namespace}",
            new ApiOperation<KeyListAnswer>("GET", "Lists the keys of a namespace.", KeyValuesJson.Default.KeyListAnswer, KeysAsync)
            {
                Query = [After, Limit],
                ButlerFlag = KeyNames.ButlerFlag,
            })
        {
            Parts = [Part],
        };
        Clear = new ApiOperation<object?>("DELETE", "Deletes a namespace with its keys.", KeyValuesJson.Default.Object!, ClearAsync)
        {
            ButlerFlag = KeyNames.ButlerFlag,
            Status = StatusCodes.Status204NoContent,
        };
    }

    /// <summary><c>GET keyvaluesnamespaces</c>.</summary>
    public ApiRoute List { get; }

    /// <summary><c>GET keylist/{namespace}</c>.</summary>
    public ApiRoute Keys { get; }

    /// <summary><c>DELETE keyvalues/{namespace}</c>.</summary>
    public ApiOperation Clear { get; }

    public string Group => Capability;

    public IReadOnlyList<ApiRoute> Routes => [List, Keys];

    private async Task<ApiAnswer<IReadOnlyList<string>>> ListAsync(HttpContext context)
    {
        var (after, limit) = Paging(context.Request);
        var page = await namespaces.ListAsync(after, limit, Caller.Of(context).MayUseNamespace, context.RequestAborted);
        return new(page.Names) { Headers = Next(page, limit) };
    }

    private async Task<ApiAnswer<KeyListAnswer>> KeysAsync(HttpContext context)
    {
        var @namespace = KeyNames.Namespace(context);
        var (after, limit) = Paging(context.Request);
        var page = after is null && limit is null
            ? await namespaces.KeysAsync(@namespace, context.RequestAborted) is { } all ? new Page(all, null) : null
            : await namespaces.PageAsync(@namespace, after, limit ?? MaxPage, context.RequestAborted);
        return page is null
            ? throw KeyNames.NoNamespace(@namespace)
            : new(new KeyListAnswer(@namespace, [.. page.Names.Select(name => new KeyAnswer(name))])) { Headers = Next(page, limit) };
    }

    private async Task<ApiAnswer<object?>> ClearAsync(HttpContext context)
    {
        var @namespace = KeyNames.Namespace(context);
        return await namespaces.ClearAsync(@namespace, context.RequestAborted)
            ? new(null)
            : throw KeyNames.NoNamespace(@namespace);
    }

    private static (string? After, int? Limit) Paging(HttpRequest request)
    {
        var query = RequestFields.Query(request);
        return (query.Text(After), query.Integer(Limit));
    }

    /// <summary>The address of the next page, relative to that of this one (RFC 8288).</summary>
    private static IReadOnlyList<(string, string)> Next(Page page, int? limit) => page.Next is null ? [] :
    [
        ("Link", string.Create(
            CultureInfo.InvariantCulture, $"<?limit={limit ?? MaxPage}&after={Uri.EscapeDataString(page.Next)}>; rel=\"next\"")),
    ];
}
