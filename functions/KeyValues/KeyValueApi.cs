using System.Globalization;
using System.Text;
using Butler.Core.Api;

namespace Butler.Functions.KeyValues;

/// <summary>Values over HTTP, with the bodies and status codes that load scripts know from Butler.</summary>
internal sealed class KeyValueApi : IApi
{
    /// <summary>The maximum size of a value, in bytes of UTF-8.</summary>
    public const int MaxValueBytes = 512 * 1024;

    /// <summary>A value of the maximum size whose letters are all escaped (<c>\u00e5</c>), with its key.</summary>
    private const int MaxBodyBytes = (6 * MaxValueBytes) + (64 * 1024);

    private static readonly ApiField Key = ApiField.Text("key", "The key.") with { Example = "lastRun" };
    private static readonly ApiField QueryKey = Key.Required();
    private static readonly ApiField Value = ApiField.Text("value", "The value, at most 512 KiB of UTF-8.") with { Example = "2031-03-14" };
    private static readonly ApiField TimeToLive =
        ApiField.Number("ttl", "The time to live in milliseconds; 0: the value never expires.") with { Example = "60000" };

    private static readonly ApiField By = ApiField.Number("by", "The number to add; 1 if absent.") with { Example = "1" };

    private readonly KeyValueStore store;
    private readonly Namespaces namespaces;
    private readonly TimeProvider time;

    public KeyValueApi(KeyValueStore store, Namespaces namespaces, NamespaceApi whole, TimeProvider time)
    {
        (this.store, this.namespaces, this.time) = (store, namespaces, time);
        InNamespace = new ApiRoute(
            "v4/keyvalues/{namespace}",
            new ApiOperation<KeyValueAnswer>("GET", "Reads a value.", KeyValuesJson.Default.KeyValueAnswer, GetAsync)
            {
                Query = [QueryKey],
                ButlerFlag = KeyNames.ButlerFlag,
            },
            new ApiOperation<KeyValueAnswer>("POST", "Sets a value.", KeyValuesJson.Default.KeyValueAnswer, SetAsync)
            {
                Body = [Key, Value, TimeToLive],
                ButlerFlag = KeyNames.ButlerFlag,
                Headers = ETags.Conditions,
                Status = StatusCodes.Status201Created,
                Also = [(409, "The namespace is full."), (412, "The condition is not met."), (413, "The value is too large.")],
            },
            whole.Clear)
        {
            Parts = [NamespaceApi.Part],
        };
        OfKey = new ApiRoute(
            "v4/keyvalues/{namespace}/{key}",
            new ApiOperation<KeyExistsAnswer>(
                "GET", "Tells whether a key exists; the last part of the path must be keyexists.", KeyValuesJson.Default.KeyExistsAnswer,
                ExistsAsync)
            {
                Query = [QueryKey],
                ButlerFlag = KeyNames.ButlerFlag,
            },
            new ApiOperation<object?>("DELETE", "Deletes a key.", KeyValuesJson.Default.Object!, DeleteAsync)
            {
                ButlerFlag = KeyNames.ButlerFlag,
                Headers = ETags.Conditions,
                Status = StatusCodes.Status204NoContent,
                Also = [(412, "The condition is not met.")],
            })
        {
            Parts = [NamespaceApi.Part, Key],
        };
        Increment = new ApiRoute(
            "v4/keyvalues/{namespace}/{key}/increment",
            new ApiOperation<KeyValueAnswer>(
                "POST", "Adds to a number; a missing key counts as 0.", KeyValuesJson.Default.KeyValueAnswer, IncrementAsync)
            {
                Body = [By, TimeToLive],
                Also = [(409, "The value is not a number, or the namespace is full.")],
            })
        {
            Parts = [NamespaceApi.Part, Key],
        };
    }

    /// <summary><c>keyvalues/{namespace}</c>.</summary>
    public ApiRoute InNamespace { get; }

    /// <summary><c>keyvalues/{namespace}/{key}</c>.</summary>
    public ApiRoute OfKey { get; }

    /// <summary><c>keyvalues/{namespace}/{key}/increment</c>.</summary>
    public ApiRoute Increment { get; }

    public string Group => NamespaceApi.Capability;

    public IReadOnlyList<ApiRoute> Routes => [InNamespace, OfKey, Increment];

    private async Task<ApiAnswer<KeyValueAnswer>> GetAsync(HttpContext context)
    {
        var @namespace = KeyNames.Namespace(context);
        var key = KeyNames.Checked(RequestFields.Query(context.Request).RequiredText(QueryKey), "key");
        if (await store.GetAsync(@namespace, key, context.RequestAborted) is { } found)
        {
            return new(new KeyValueAnswer(@namespace, key, found.Value)) { Headers = [ETags.Header(found.Version)] };
        }

        await RequireAsync(@namespace, context.RequestAborted);
        throw KeyNames.NoKey(@namespace, key);
    }

    private async Task<ApiAnswer<KeyExistsAnswer>> ExistsAsync(HttpContext context)
    {
        if (KeyNames.Key(context) != "keyexists")
        {
            throw ProblemException.ForLoadScripts(404, "A value is read with GET keyvalues/{namespace}?key={key}.");
        }

        var @namespace = KeyNames.Namespace(context);
        var key = KeyNames.Checked(RequestFields.Query(context.Request).RequiredText(QueryKey), "key");
        if (await store.GetAsync(@namespace, key, context.RequestAborted) is { } found)
        {
            return new(new KeyExistsAnswer(true, new KeyValueAnswer(@namespace, key, found.Value)))
            {
                Headers = [ETags.Header(found.Version)],
            };
        }

        await RequireAsync(@namespace, context.RequestAborted);
        return new(new KeyExistsAnswer(false, new KeyValueAnswer(null, null, null)));
    }

    private async Task<ApiAnswer<KeyValueAnswer>> SetAsync(HttpContext context)
    {
        var @namespace = KeyNames.Namespace(context);
        var condition = ETags.Condition(context.Request);
        var body = await RequestFields.BodyAsync(context, MaxBodyBytes);
        var (key, value, ttl) = (body.Text(Key), body.Text(Value), body.Number(TimeToLive) ?? 0);
        if (key is null or "" || value is null)
        {
            throw ProblemException.ForLoadScripts(400, "Required parameter is missing");
        }

        CheckValue(value);
        try
        {
            var version = await store.SetAsync(
                @namespace, KeyNames.Checked(key, "key"), value, Expires(ttl, time), condition, context.RequestAborted)
                ?? throw ETags.NotMet();
            return new(new KeyValueAnswer(@namespace, key, value) { Ttl = Math.Max(ttl, 0) }) { Headers = [ETags.Header(version)] };
        }
        catch (NamespaceFullException e)
        {
            throw ProblemException.ForLoadScripts(409, e.Message);
        }
    }

    private async Task<ApiAnswer<KeyValueAnswer>> IncrementAsync(HttpContext context)
    {
        var (@namespace, key) = (KeyNames.Namespace(context), KeyNames.Key(context));
        var body = await RequestFields.BodyAsync(context, MaxBodyBytes, orEmpty: true);
        var by = body.Text(By) is not { } text ? 1
            : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
            : throw ProblemException.ForLoadScripts(400, "body/by must be number");
        try
        {
            var stored = await store.IncrementAsync(
                @namespace, key, by, body.Number(TimeToLive) is { } ttl ? Expires(ttl, time) : null, context.RequestAborted);
            return new(new KeyValueAnswer(@namespace, key, stored.Value)) { Headers = [ETags.Header(stored.Version)] };
        }
        catch (Exception e) when (e is NamespaceFullException or NotANumberException)
        {
            throw ProblemException.ForLoadScripts(409, e.Message);
        }
    }

    private async Task<ApiAnswer<object?>> DeleteAsync(HttpContext context)
    {
        var (@namespace, key) = (KeyNames.Namespace(context), KeyNames.Key(context));
        switch (await store.DeleteAsync(@namespace, key, ETags.Condition(context.Request), context.RequestAborted))
        {
            case true:
                return new(null);
            case false:
                throw ETags.NotMet();
            default:
                await RequireAsync(@namespace, context.RequestAborted);
                throw KeyNames.NoKey(@namespace, key);
        }
    }

    /// <exception cref="ProblemException">The value is too large.</exception>
    public static void CheckValue(string value)
    {
        if (Encoding.UTF8.GetByteCount(value) is var bytes && bytes > MaxValueBytes)
        {
            throw ProblemException.ForLoadScripts(
                413, string.Create(CultureInfo.InvariantCulture, $"body/value has {bytes} bytes; at most {MaxValueBytes} are supported."));
        }
    }

    private async Task RequireAsync(string @namespace, CancellationToken cancellationToken)
    {
        if (!await namespaces.ExistsAsync(@namespace, cancellationToken))
        {
            throw KeyNames.NoNamespace(@namespace);
        }
    }

    /// <summary>When a value expires that lives so many milliseconds.</summary>
    public static DateTimeOffset Expires(double ttl, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return ttl > 0 && ttl < (KeyValueRow.Never - now).TotalMilliseconds ? now.AddMilliseconds(ttl) : KeyValueRow.Never;
    }
}
