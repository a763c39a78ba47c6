using Butler.Core.Api;
using Butler.Core.LoadScripts.Road;
using Butler.Functions.Api;
using Butler.Functions.Configuration;

namespace Butler.Functions.KeyValues;

/// <summary>Sets the key-value pairs of requests that start tasks, under the rules of the function <c>KeyValues</c>.</summary>
internal sealed class KeyValueWriter(KeyValueStore store, ConfigurationSource configuration, TimeProvider time) : IKeyValueWriter
{
    private const string Function = "KeyValues";

    public async Task CheckAsync(HttpContext context, KeyValuePairItem pair)
    {
        var api = (await configuration.CurrentAsync(context.RequestAborted)).Api;
        if (api.Disabled.Any(name => HttpFunctions.Covers(name, Function)))
        {
            throw ProblemException.ForLoadScripts(
                403, $"Key-value pairs cannot be set: api.disabled in butler.yaml names {Function}. Nothing was done.");
        }

        var caller = Caller.Of(context);
        if (!caller.MayCall(Function))
        {
            throw ProblemException.ForLoadScripts(
                403, $"This key may not set key-value pairs: api.callers.{caller.Name}.functions in butler.yaml does not name {Function}.");
        }

        caller.RequireNamespace(KeyNames.Checked(pair.Namespace, "namespace"));
        KeyNames.Checked(pair.Key, "key");
        KeyValueApi.CheckValue(pair.Value);
    }

    public async Task SetAsync(HttpContext context, KeyValuePairItem pair)
    {
        try
        {
            await store.SetAsync(
                pair.Namespace, pair.Key, pair.Value, KeyValueApi.Expires(pair.TimeToLive, time), Precondition.None,
                context.RequestAborted);
        }
        catch (NamespaceFullException e)
        {
            throw ProblemException.ForLoadScripts(409, e.Message);
        }
    }
}
