using System.Security.Cryptography;
using System.Text;
using Butler.Core.Api;
using Butler.RelayAgent.Udp;
using Microsoft.AspNetCore.Http;

namespace Butler.RelayAgent.Api;

/// <summary>Rejects requests from addresses that are not allowed, and requests without a key where keys are set.</summary>
internal sealed class RelayApiGate
{
    private readonly AddressRange[]? allowed;
    private readonly byte[][] keys;

    public RelayApiGate(RelayApiOptions options)
    {
        allowed = options.AllowedSources is { } rules ? [.. rules.Select(rule => rule.Network!.Value)] : null;
        keys = [.. options.Keys.Select(key => SHA256.HashData(Encoding.UTF8.GetBytes(key)))];
    }

    /// <summary>Lets a request pass, or answers it.</summary>
    /// <returns>False: it was answered.</returns>
    public async Task<bool> TryPassAsync(HttpContext context)
    {
        if (!IsAllowed(context))
        {
            await Problem.ForLoadScripts(
                403, $"Requests from {context.Connection.RemoteIpAddress} are not allowed: api.allowedSources in relay.yaml.")
                .WriteAsync(context);
            return false;
        }

        if (!HasKey(context.Request))
        {
            await Problem.ForLoadScripts(
                401, "The key is missing or wrong: send one of api.keys of relay.yaml in the header x-functions-key, or as ?code=.")
                .WriteAsync(context);
            return false;
        }

        return true;
    }

    private bool IsAllowed(HttpContext context)
    {
        if (allowed is null)
        {
            return true;
        }

        Span<byte> bytes = stackalloc byte[16];
        if (context.Connection.RemoteIpAddress is not { } address || !address.MapToIPv6().TryWriteBytes(bytes, out _))
        {
            return false;
        }

        var sender = AddressRange.NumberOf(bytes);
        return allowed.Any(range => range.Holds(sender));
    }

    /// <summary>All keys are compared, in constant time.</summary>
    private bool HasKey(HttpRequest request)
    {
        if (keys.Length == 0)
        {
            return true;
        }

        var sent = request.Headers["x-functions-key"].ToString() is { Length: > 0 } key ? key : request.Query["code"].ToString();
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(sent));
        var isKnown = false;
        foreach (var each in keys)
        {
            isKnown |= CryptographicOperations.FixedTimeEquals(each, hash);
        }

        return isKnown;
    }
}
