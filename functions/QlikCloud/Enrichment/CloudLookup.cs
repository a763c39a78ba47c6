using System.Text.Json;
using Butler.Core.QlikCloud;
using Microsoft.Extensions.Caching.Memory;

namespace Butler.Functions.QlikCloud.Enrichment;

/// <summary>
/// Looks up apps, users and spaces of tenants, which change rarely: what was found is kept for some minutes, so that many failures at once
/// ask little.
/// </summary>
internal sealed class CloudLookup(CloudClients clients) : IDisposable
{
    private const int MaxKept = 5_000;
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private readonly MemoryCache kept = new(new MemoryCacheOptions { SizeLimit = MaxKept });

    /// <summary>Reads a resource, or takes what was read a few minutes ago.</summary>
    /// <param name="access">The tenant.</param>
    /// <param name="path">The path, such as <c>api/v1/users/ID</c>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="CloudException">The tenant did not answer it.</exception>
    public async Task<JsonElement> GetAsync(CloudAccess access, string path, CancellationToken cancellationToken)
    {
        var key = (access, path);
        if (kept.TryGetValue(key, out JsonElement known))
        {
            return known;
        }

        var found = await clients.Of(access).GetAsync(path, cancellationToken);
        return kept.Set(key, found, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Life });
    }

    public void Dispose() => kept.Dispose();
}
