using System.Runtime.CompilerServices;
using System.Text.Json;
using Butler.Core.QlikCloud;
using Butler.Functions.QlikCloud;

namespace Butler.Cli.Cloud;

/// <summary>Whether something of a tenant can be read.</summary>
/// <param name="What">What is read.</param>
/// <param name="Problem">Why it cannot be read, and what is missing without it; null if it can.</param>
internal sealed record CloudRight(string What, string? Problem)
{
    public override string ToString() => $"{What}: {Problem ?? "ok"}";
}

/// <summary>Tries what the function app reads of a tenant.</summary>
internal static class CloudRights
{
    /// <summary>Tries all, one after the other. The first call shows whether the key is accepted at all.</summary>
    /// <exception cref="CloudException">The key is not accepted, or the tenant does not answer.</exception>
    public static async IAsyncEnumerable<CloudRight> ReadAsync(
        CloudClient client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (me, own) = await TryAsync("key", "api/v1/users/me", "the key's own user is not shown");
        yield return me;
        var (apps, items) = await TryAsync("apps", "api/v1/items?resourceType=app&limit=1", "alerts have no names and tags of apps");
        yield return apps;
        var user = items?.Items("data").FirstOrDefault().Text("ownerId") ?? own?.Text("id");
        if (user is not null)
        {
            yield return (await TryAsync(
                "users", $"api/v1/users/{Uri.EscapeDataString(user)}", "alerts have no names and mail addresses of owners")).Right;
        }

        yield return (await TryAsync("spaces", "api/v1/spaces?limit=1", "alerts have no names of spaces")).Right;
        yield return (await TryAsync("reloads", "api/v1/reloads?limit=1", "reloads of which no webhook told are not found")).Right;
        yield return (await TryAsync("api-keys", "api/v1/api-keys?limit=1", "keys that expire are not told")).Right;

        async Task<(CloudRight Right, JsonElement? Answer)> TryAsync(string what, string path, string without)
        {
            try
            {
                return (new CloudRight(what, null), await client.GetAsync(path, cancellationToken));
            }
            catch (CloudException e) when (e.Fault is CloudFault.Forbidden or CloudFault.NotFound or CloudFault.Rejected)
            {
                return (new CloudRight(what, $"not readable ({e.Status}): {without}"), null);
            }
        }
    }
}
