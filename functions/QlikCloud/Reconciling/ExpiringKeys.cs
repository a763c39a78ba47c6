using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Events;
using Butler.Core.QlikCloud;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;

namespace Butler.Functions.QlikCloud.Reconciling;

/// <summary>
/// Tells of API keys of a tenant that expire within 30, 14, 7 and 1 days, each threshold once. Qlik Cloud sends no event for it.
/// </summary>
internal sealed partial class ExpiringKeys(CloudClients clients, IServiceBus bus, TimeProvider time, ILogger<ExpiringKeys> logger)
{
    private static readonly int[] Thresholds = [1, 7, 14, 30];

    /// <summary>Looks at the keys that the tenant shows: to an administrator all, to others their own or none.</summary>
    /// <exception cref="CloudException">The tenant could not be asked.</exception>
    public async Task TellAsync(TenantOptions tenant, CancellationToken cancellationToken)
    {
        try
        {
            await TellAllAsync(tenant, cancellationToken);
        }
        catch (CloudException e) when (e.Fault == CloudFault.Forbidden)
        {
            Log.NotShown(logger, e.Message);
        }
    }

    private async Task TellAllAsync(TenantOptions tenant, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await foreach (var key in clients.Of(tenant.Access!).ListAsync("api/v1/api-keys?limit=100", cancellationToken))
        {
            if (key.Text("id") is { } id && key.Text("status") is null or "active"
                && QlikEvent.Instant(key.Text("expiry")) is { } expires && expires > now
                && Thresholds.FirstOrDefault(days => (expires - now).TotalDays <= days) is > 0 and var threshold)
            {
                await OwnEvents.RaiseAsync(bus, Event(tenant, key, key.Text("id")!, expires, threshold, now), cancellationToken);
            }
        }
    }

    private static CloudEvent Event(
        TenantOptions tenant, JsonElement key, string id, DateTimeOffset expires, int threshold, DateTimeOffset now)
    {
        var data = new JsonObject
        {
            ["tenantUrl"] = tenant.Url.AbsoluteUri.TrimEnd('/'),
            ["tenantComment"] = tenant.Comment,
            ["keyId"] = id,
            ["keyName"] = key.Text("description"),
            ["userId"] = key.Text("sub"),
            ["expires"] = expires,
            ["daysLeft"] = (int)(expires - now).TotalDays,
            ["thresholdDays"] = threshold,
        };
        return new CloudEvent
        {
            Id = $"{tenant.Name}:apikey:{id}:{expires.UtcTicks}:{threshold}",
            Source = $"/cloud/{tenant.Name}",
            Type = EventTypes.CloudKeyExpiring,
            Subject = $"apikey/{id}",
            Time = now,
            ReceivedTime = now,
            Data = JsonSerializer.SerializeToElement(data, QlikCloudJson.Default.JsonObject),
        };
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "API keys that expire are not told, because they are not shown: {Reason}")]
        public static partial void NotShown(ILogger logger, string reason);
    }
}
