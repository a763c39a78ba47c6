using System.Collections.Concurrent;
using System.Security.Cryptography;
using Butler.Local.QlikCloud.Answers;
using Butler.Local.QlikCloud.Tenants;

namespace Butler.Local.QlikCloud.Access;

/// <summary>Checks who calls: by a token that was issued here, or by an API key, which is any other text.</summary>
internal sealed class AccessTokens(CurrentBehaviour behaviour, TimeProvider time)
{
    // A token of an earlier run is refused too, not taken for an API key.
    private const string Prefix = "simulated-token-";
    private readonly ConcurrentDictionary<string, (string Tenant, string ClientId, DateTimeOffset Expires)> tokens = new();

    /// <summary>Issues a token.</summary>
    /// <exception cref="TenantRefusalException">The secret is empty or refused.</exception>
    public string Issue(Tenant tenant, string clientId, string secret)
    {
        if (clientId.Length == 0 || secret.Length == 0 || behaviour.Now.RefusedSecrets.Contains(secret))
        {
            throw new TenantRefusalException(StatusCodes.Status401Unauthorized, "The client's id or secret is wrong.");
        }

        var token = Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        tokens[token] = (tenant.Name, clientId, time.GetUtcNow() + behaviour.Now.TokenLifetime);
        return token;
    }

    /// <summary>Ends all tokens before their time.</summary>
    public void Expire()
    {
        foreach (var (token, facts) in tokens)
        {
            tokens[token] = facts with { Expires = DateTimeOffset.MinValue };
        }
    }

    /// <summary>The id of the user who calls.</summary>
    /// <exception cref="TenantRefusalException">There is no valid token and no API key.</exception>
    public string UserOf(Tenant tenant, HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        var bearer = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : "";
        if (!bearer.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return bearer.Length > 0 && !behaviour.Now.RevokedKeys.Contains(bearer) ? tenant.Users.All[0].Id : throw Unauthorized();
        }

        return tokens.TryGetValue(bearer, out var token) && token.Tenant == tenant.Name && token.Expires > time.GetUtcNow()
            ? Bot(tenant, token.ClientId)
            : throw Unauthorized();
    }

    /// <summary>The user as whom a client acts.</summary>
    private static string Bot(Tenant tenant, string clientId)
    {
        var id = TenantIds.Short($"{tenant.Name}/client/{clientId}");
        return (tenant.Users.Find(id) ?? tenant.Users.Put(new TenantUser(id, $@"qlikbot\{clientId}", Email: null))).Id;
    }

    private static TenantRefusalException Unauthorized() =>
        new(StatusCodes.Status401Unauthorized, "The token or the API key is missing or wrong, or has expired.");
}
