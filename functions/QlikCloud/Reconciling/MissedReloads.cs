using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Events;
using Butler.Core.QlikCloud;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;
using Butler.Functions.Plans;

namespace Butler.Functions.QlikCloud.Reconciling;

/// <summary>
/// Compares the reloads that a tenant lists with the recorded events, and puts an event on the queue for each reload of which none told.
/// The event has the id that the webhook's would have, so that a late call is a duplicate.
/// </summary>
internal sealed partial class MissedReloads(
    CloudClients clients, EventRows events, IServiceBus bus, TimeProvider time, ILogger<MissedReloads> logger)
{
    /// <summary>The webhook has this long to call before the reload counts as missed.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Reloads are listed by their creation, and are compared by their end. This is how long a reload may wait and run.
    /// </summary>
    private static readonly TimeSpan LongestReload = TimeSpan.FromHours(6);

    /// <summary>Reloads that were asked for at nearly the same time may be listed in any order.</summary>
    private static readonly TimeSpan Disorder = TimeSpan.FromMinutes(1);

    private const int MaxListed = 20_000;
    private const int PageSize = 100;
    private static readonly string[] Ended = ["SUCCEEDED", "FAILED", "CANCELED", "EXCEEDED_LIMIT"];

    /// <summary>Brings in what ended after a time and was missed.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="from">The beginning of the comparison, UTC.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <returns>The number of missed reloads.</returns>
    /// <exception cref="CloudException">The tenant could not be asked.</exception>
    public async Task<int> FindAsync(TenantOptions tenant, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var to = time.GetUtcNow() - Grace;
        var found = 0;
        await foreach (var reload in ListAsync(tenant.Access!, from - LongestReload, cancellationToken))
        {
            var ended = QlikEvent.Instant(reload.Text("endTime"));
            if (ended is null || ended < from || ended > to || !Ended.Contains(reload.Text("status")))
            {
                continue;
            }

            var @event = Event(tenant, reload, ended.Value);
            if (await events.FindAsync(@event, cancellationToken) is null)
            {
                await OwnEvents.RaiseAsync(bus, @event, cancellationToken);
                Log.Missed(logger, tenant.Name, @event.Id);
                found++;
            }
        }

        return found;
    }

    /// <summary>The reloads that were created after a time. The newest come first; should they not, everything is read.</summary>
    private async IAsyncEnumerable<JsonElement> ListAsync(
        CloudAccess access, DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (listed, older, isNewestFirst) = (0, 0, true);
        DateTimeOffset? first = null;
        await foreach (var reload in clients.Of(access).ListAsync("api/v1/reloads?limit=100&log=false", cancellationToken))
        {
            var created = QlikEvent.Instant(reload.Text("creationTime")) ?? since;
            first ??= created;
            isNewestFirst &= created <= first + Disorder;
            older = created < since ? older + 1 : 0;

            // More than a page of older ones: the rest is older still.
            if ((isNewestFirst && older > PageSize) || ++listed > MaxListed)
            {
                if (listed > MaxListed)
                {
                    Log.TooMany(logger, access.Tenant, MaxListed);
                }

                yield break;
            }

            yield return reload;
        }
    }

    /// <summary>The event that the webhook would have brought.</summary>
    private CloudEvent Event(TenantOptions tenant, JsonElement reload, DateTimeOffset ended)
    {
        var body = new JsonObject
        {
            ["type"] = CloudEventReader.ReloadFinished,
            ["source"] = "com.qlik/reloads",
            ["time"] = ended,
            ["tenantid"] = reload.Text("tenantId"),
            ["userid"] = reload.Text("userId"),
            ["data"] = JsonNode.Parse(reload.GetRawText()),
        };
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, QlikCloudJson.Default.JsonObject);
        return CloudEventReader.Read(QlikEvent.Read(bytes), bytes, tenant, time.GetUtcNow());
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "No webhook of the tenant {Tenant} told of {Id}; it is told now")]
        public static partial void Missed(ILogger logger, string tenant, string id);

        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "The tenant {Tenant} lists more than {Count} reloads; older ones are not compared with what its webhook told")]
        public static partial void TooMany(ILogger logger, string tenant, int count);
    }
}
