using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.KeyValues;

/// <summary>The key-value store over HTTP. A POST may carry any method in <c>X-HTTP-Method-Override</c>.</summary>
internal sealed class KeyValueFunctions(KeyValueApi keys, NamespaceApi namespaces)
{
    /// <summary>GET reads a value, POST sets one, DELETE clears the namespace.</summary>
    [Function("KeyValues")]
    public Task KeyValuesAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "post", "delete", Route = "v4/keyvalues/{namespace}")] HttpRequest request) =>
        keys.InNamespace.RunAsync(request.HttpContext);

    /// <summary>DELETE deletes a key; GET of <c>keyexists</c> tells whether a key exists.</summary>
    [Function("KeyValuesKey")]
    public Task KeyAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "post", "delete", Route = "v4/keyvalues/{namespace}/{key}")]
        HttpRequest request) =>
        keys.OfKey.RunAsync(request.HttpContext);

    /// <summary>Adds to a number.</summary>
    [Function("KeyValuesIncrement")]
    public Task IncrementAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "v4/keyvalues/{namespace}/{key}/increment")] HttpRequest request) =>
        keys.Increment.RunAsync(request.HttpContext);

    /// <summary>Lists the keys of a namespace.</summary>
    [Function("KeyValuesList")]
    public Task ListAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "v4/keylist/{namespace}")] HttpRequest request) =>
        namespaces.Keys.RunAsync(request.HttpContext);

    /// <summary>Lists the namespaces.</summary>
    [Function("KeyValuesNamespaces")]
    public Task NamespacesAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "v4/keyvaluesnamespaces")] HttpRequest request) =>
        namespaces.List.RunAsync(request.HttpContext);
}
