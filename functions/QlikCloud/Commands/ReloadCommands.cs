using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.QlikCloud;
using Butler.Functions.Configuration;

namespace Butler.Functions.QlikCloud.Commands;

/// <summary>
/// Starts, reads and cancels reloads of a tenant. All methods throw <see cref="CloudTargetException"/> for a tenant without credentials,
/// and <see cref="CloudException"/> when the tenant does not do it. Callers have checked the ids.
/// </summary>
internal sealed class ReloadCommands(CloudClients clients)
{
    /// <summary>How many reloads of an app are looked through; the newest come first.</summary>
    private const int MaxListed = 300;

    /// <summary>What starts reloads in the tenant itself, as the record of a reload names it.</summary>
    private static readonly string[] OtherTriggers = ["chronos", "automations", "choreographer", "data-refresh"];

    /// <summary>Starts the reload of an app.</summary>
    public async Task<CloudReload> StartAsync(TenantOptions tenant, string app, bool isPartial, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["appId"] = app, ["partial"] = isPartial };
        var answer = await Client(tenant, "starting reloads").SendAsync(HttpMethod.Post, "api/v1/reloads", body, cancellationToken);
        var reload = Read(tenant, "POST api/v1/reloads", answer, mayHaveHappened: true);
        return reload with { AppId = reload.AppId ?? app };
    }

    /// <summary>Reads a reload.</summary>
    public async Task<CloudReload> FindAsync(TenantOptions tenant, string id, CancellationToken cancellationToken) =>
        Read(
            tenant, $"GET api/v1/reloads/{id}",
            await Client(tenant, "reading reloads").GetAsync($"api/v1/reloads/{id}", cancellationToken), mayHaveHappened: false);

    /// <summary>Asks to cancel a reload.</summary>
    public Task CancelAsync(TenantOptions tenant, string id, CancellationToken cancellationToken) => Client(tenant, "cancelling reloads")
        .SendAsync(HttpMethod.Post, $"api/v1/reloads/{id}/actions/cancel", null, cancellationToken);

    /// <summary>Finds a reload that was started with the credentials of the configuration.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="target">What was to be started.</param>
    /// <param name="since">The earliest time of creation, UTC.</param>
    /// <param name="until">The latest time of creation, UTC.</param>
    /// <param name="except">The ids of reloads that are known to be others.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The reload; null when the tenant lists no such reload.</returns>
    public async Task<CloudReload?> FindStartedAsync(
        TenantOptions tenant, CloudTarget target, DateTimeOffset since, DateTimeOffset until, IReadOnlyCollection<string> except,
        CancellationToken cancellationToken)
    {
        var client = Client(tenant, "reading reloads");
        var own = await OwnUserAsync(client, cancellationToken);
        CloudReload? found = null;
        var listed = 0;
        await foreach (var item in client.ListAsync($"api/v1/reloads?appId={target.App}&limit=100&log=false", cancellationToken))
        {
            if (CloudReload.Of(item) is { } reload && !except.Contains(reload.Id) && IsOwn(reload, target, own)
                && QlikEvent.Instant(reload.Created) is { } created && created >= since && created <= until)
            {
                // The newest come first, and the oldest of those is the likeliest one.
                found = reload;
            }

            if (++listed >= MaxListed)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>The user of the credentials; null when the tenant does not tell it to that user.</summary>
    private static async Task<string?> OwnUserAsync(CloudClient client, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.FindAsync("api/v1/users/me", cancellationToken))?.Text("id");
        }
        catch (CloudException e) when (e.Fault == CloudFault.Forbidden)
        {
            return null;
        }
    }

    /// <summary>Where the tenant does not say who started a reload, or how, it counts as one of ours: better one start too few.</summary>
    private static bool IsOwn(CloudReload reload, CloudTarget target, string? own) =>
        (reload.AppId is null || reload.AppId.Equals(target.App, StringComparison.OrdinalIgnoreCase))
        && (own is null || reload.UserId is null || reload.UserId == own)
        && !OtherTriggers.Contains(reload.Trigger, StringComparer.OrdinalIgnoreCase)
        && (reload.Partial ?? target.Partial) == target.Partial;

    private static CloudReload Read(TenantOptions tenant, string call, JsonElement answer, bool mayHaveHappened) =>
        CloudReload.Of(answer) ?? throw new CloudException(
            CloudFault.Invalid, $"Qlik Cloud tenant {tenant.Name}: {call} answered without the id of a reload")
        {
            MayHaveHappened = mayHaveHappened,
        };

    private CloudClient Client(TenantOptions tenant, string what) => clients.Of(CloudTenants.Access(tenant, what));
}
