using System.Security.Cryptography;
using System.Text;
using Butler.Core.Api;
using Butler.Functions.Configuration;

namespace Butler.Functions.Api;

/// <summary>
/// Decides whether a request may call a function: the function may be off, and the caller's entry in <c>api.callers</c> may not name it.
/// The host has checked the key already; here it only tells who calls, and is never logged.
/// </summary>
internal sealed class CallerGate(ConfigurationSource configuration)
{
    private const string KeyHeader = "x-functions-key";
    private const string KeyParameter = "code";

    /// <summary>Lets a request pass, or answers it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="function">The function's name.</param>
    /// <returns>False: it was answered.</returns>
    public async Task<bool> TryPassAsync(HttpContext context, string function)
    {
        HttpApiOptions api;
        try
        {
            api = (await configuration.CurrentAsync(context.RequestAborted)).Api;
        }
        catch (ConfigurationUnavailableException e)
        {
            context.Response.Headers.RetryAfter = "10";
            await Problem.ForLoadScripts(503, e.Message).WriteAsync(context);
            return false;
        }

        if (api.Disabled.Any(name => HttpFunctions.Covers(name, function)))
        {
            await Problem.ForLoadScripts(
                404, $"Route {context.Request.Method}:{context.Request.Path} not found: api.disabled in butler.yaml names {function}.")
                .WriteAsync(context);
            return false;
        }

        var caller = Find(api, context.Request);
        if (!caller.MayCall(function))
        {
            await Problem.ForLoadScripts(
                403, $"This key may not call {function}: api.callers.{caller.Name}.functions in butler.yaml says what it may call.")
                .WriteAsync(context);
            return false;
        }

        context.Features.Set(caller);
        return true;
    }

    /// <summary>The entry with the request's key. All are compared, in constant time.</summary>
    private static Caller Find(HttpApiOptions api, HttpRequest request)
    {
        var found = new Caller(null, null);
        if (api.Callers.Count == 0)
        {
            return found;
        }

        var sent = SHA256.HashData(Encoding.UTF8.GetBytes(Key(request)));
        foreach (var (name, options) in api.Callers)
        {
            if (CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(options.Key)), sent))
            {
                found = new Caller(name, options);
            }
        }

        return found;
    }

    /// <summary>The key as the host takes it: the header wins.</summary>
    private static string Key(HttpRequest request) =>
        request.Headers[KeyHeader].ToString() is { Length: > 0 } key ? key : request.Query[KeyParameter].ToString();
}
