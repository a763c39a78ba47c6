using System.Net;

namespace Butler.Core.QlikCloud;

/// <summary>The clients of the tenants. They share connections; each tenant has its own token, rate limit and circuit.</summary>
/// <param name="time">The clock.</param>
/// <param name="random">The source of jitter.</param>
/// <param name="local">The address that stands for every tenant, with the tenant's name as the first part of the path; null: none.</param>
public sealed class CloudClients(TimeProvider time, Random random, Uri? local = null) : IDisposable
{
    /// <summary>The variable with the address that stands for every tenant, for trying things out on one machine.</summary>
    public const string LocalVariable = "BUTLER_QLIK_CLOUD";

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly Dictionary<string, (CloudAccess Access, CloudClient Client)> known = [];
    private HttpClient? http;

    /// <summary>The client of a tenant. A change of its address or credentials makes a new one.</summary>
    public CloudClient Of(CloudAccess access)
    {
        lock (gate)
        {
            if (known.TryGetValue(access.Tenant, out var found) && found.Access == access)
            {
                return found.Client;
            }

            http ??= NewHttp();
            var url = local is null ? access.Url : new Uri(local, $"{access.Tenant}/");
            var client = new CloudClient(http, access with { Url = url }, time, random);
            known[access.Tenant] = (access, client);
            return client;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (var (_, client) in known.Values)
            {
                client.Dispose();
            }

            http?.Dispose();
        }
    }

    /// <summary>Redirects are not followed, because they would send the token to another address.</summary>
    private static HttpClient NewHttp() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = ConnectTimeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
