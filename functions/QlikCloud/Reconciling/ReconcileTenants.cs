using System.Text.Json;
using Butler.Core.QlikCloud;
using Butler.Functions.Configuration;
using Butler.Functions.Timers;

namespace Butler.Functions.QlikCloud.Reconciling;

/// <summary>
/// Asks each tenant with an API key or OAuth client: for reloads of which no webhook told, whether its webhook is enabled, and for API keys
/// that expire. A tenant that fails does not hold up the others.
/// </summary>
internal sealed partial class ReconcileTenants(
    ConfigurationSource configuration, TenantRows rows, TenantProblems problems, MissedReloads reloads, ExpiringKeys keys,
    CloudClients clients, TimeProvider time, ILogger<ReconcileTenants> logger) : ITimerHandler
{
    /// <summary>The comparison begins a little earlier than the last one ended: clocks differ, and lists may be late.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    /// <summary>A failure that may pass is told when it lasts this long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private const int MaxUrl = 2_000;

    /// <summary>The timer of the host may run a little early.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var options = await configuration.CurrentAsync(cancellationToken);
        if (!options.Cloud.Reconcile.Enabled)
        {
            return;
        }

        foreach (var tenant in options.Cloud.Tenants.Where(tenant => tenant.Access is not null))
        {
            var row = await rows.FindAsync(tenant.Name, cancellationToken);
            if (row.Asked is null || time.GetUtcNow() - row.Asked >= options.Cloud.Reconcile.Every - Early)
            {
                await RunAsync(tenant, row, options.Cloud.Reconcile, cancellationToken);
            }
        }
    }

    private async Task RunAsync(TenantOptions tenant, TenantRow row, CloudReconcileOptions options, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        row = row with { Asked = now };
        try
        {
            // At the first time nothing is brought in that ended before this system was there.
            var from = row.ComparedTo is { } last ? last - Overlap : now - options.Every;
            from = from > now - options.LookBack ? from : now - options.LookBack;
            var found = await reloads.FindAsync(tenant, from, cancellationToken);
            row = row with { ComparedTo = now - MissedReloads.Grace, Found = row.Found + found };
            await rows.WriteAsync(row, cancellationToken);
            row = await problems.ObserveAsync(tenant, row, TenantProblems.Access, null, default, cancellationToken);
            row = await LookAtWebhookAsync(tenant, row, cancellationToken);
            if (row.KeysSeen is not { } seen || seen.UtcDateTime.Date != now.UtcDateTime.Date)
            {
                await keys.TellAsync(tenant, cancellationToken);
                row = row with { KeysSeen = now };
            }
        }
        catch (CloudException e)
        {
            Log.Failed(logger, e.Message);
            var mayPass = e.Fault is CloudFault.Unreachable or CloudFault.RateLimited;
            row = await problems.ObserveAsync(
                tenant, row, TenantProblems.Access, Reason(e), mayPass ? Patience : default, cancellationToken);
        }

        await rows.WriteAsync(row, cancellationToken);
    }

    /// <summary>
    /// The webhook that calls this app, by the end of its address. A tenant that does not show its webhooks, or none with this address, is
    /// no problem: the address may be another's that forwards.
    /// </summary>
    private async Task<TenantRow> LookAtWebhookAsync(TenantOptions tenant, TenantRow row, CancellationToken cancellationToken)
    {
        JsonElement? disabled = null;
        var state = "there is none whose address ends with the name of the tenant";
        try
        {
            await foreach (var webhook in clients.Of(tenant.Access!).ListAsync("api/v1/webhooks?limit=100", cancellationToken))
            {
                if (webhook.Text("url", MaxUrl)?.TrimEnd('/')
                        .EndsWith($"/webhooks/qlik-cloud/{tenant.Name}", StringComparison.OrdinalIgnoreCase) != true)
                {
                    continue;
                }

                if (webhook.Member("enabled") is not { ValueKind: JsonValueKind.False })
                {
                    (disabled, state) = (null, "enabled");
                    break;
                }

                disabled = webhook;
            }
        }
        catch (CloudException e) when (e.Fault == CloudFault.Forbidden)
        {
            state = "not known: the API key or OAuth client may not read webhooks";
        }

        var reason = disabled is { } off
            ? $"Qlik Cloud has the webhook \"{off.Text("name")}\" disabled{Because(off)}. Enable it in the administration, or run "
                + $"`butler cloud setup --tenant {tenant.Name}`. Until then reloads are told late."
            : null;
        return await problems.ObserveAsync(
            tenant, row with { Webhook = reason ?? state }, TenantProblems.Calls, reason, default, cancellationToken);
    }

    private static string Because(JsonElement webhook) =>
        (webhook.Text("disabledReason"), webhook.Text("disabledReasonCode")) switch
        {
            (null, null) => "",
            (null, var code) => $" ({code})",
            (var reason, _) => $": {reason.TrimEnd('.')}",
        };

    private static string Reason(CloudException e) => e.Fault == CloudFault.Forbidden
        ? $"{e.Message}. Only an administrator of the tenant may list the reloads of all apps: give the API key's user or the OAuth client "
            + "that role, or set qlikCloud.reconcile.enabled to false"
        : e.Message;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Reloads of Qlik Cloud were not compared: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
