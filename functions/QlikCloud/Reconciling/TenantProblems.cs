using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;

namespace Butler.Functions.QlikCloud.Reconciling;

/// <summary>
/// Tells when the connection with a tenant fails and when it works again. A problem is recorded before it is told, and its event's id is
/// derived from that record, so that a run that was interrupted tells it once.
/// </summary>
internal sealed class TenantProblems(TenantRows rows, IServiceBus bus, TimeProvider time)
{
    /// <summary>The problem that a tenant cannot be asked.</summary>
    public const string Access = "access";

    /// <summary>The problem that the webhook does not call.</summary>
    public const string Calls = "webhook";

    /// <summary>Records the present state of a problem, and tells a change.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="row">Its row.</param>
    /// <param name="which"><see cref="Access"/> or <see cref="Calls"/>.</param>
    /// <param name="reason">What is wrong; null when nothing is.</param>
    /// <param name="patience">How long it must last before it is told.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <returns>The row as it is now.</returns>
    public async Task<TenantRow> ObserveAsync(
        TenantOptions tenant, TenantRow row, string which, string? reason, TimeSpan patience, CancellationToken cancellationToken)
    {
        var known = which == Access ? row.Access : row.Calls;
        if (reason is null)
        {
            if (known is { IsTold: true })
            {
                await RaiseAsync(tenant, which, EventTypes.CloudRecovered, known, cancellationToken);
            }

            return known is null ? row : await WriteAsync(row, which, null, cancellationToken);
        }

        var problem = known is null ? new TenantProblem(reason, time.GetUtcNow(), IsTold: false) : known with { Reason = reason };
        if (problem != known)
        {
            row = await WriteAsync(row, which, problem, cancellationToken);
        }

        if (problem.IsTold || time.GetUtcNow() - problem.Since < patience)
        {
            return row;
        }

        await RaiseAsync(tenant, which, EventTypes.CloudFailing, problem, cancellationToken);
        return await WriteAsync(row, which, problem with { IsTold = true }, cancellationToken);
    }

    private async Task<TenantRow> WriteAsync(TenantRow row, string which, TenantProblem? problem, CancellationToken cancellationToken)
    {
        row = which == Access ? row with { Access = problem } : row with { Calls = problem };
        await rows.WriteAsync(row, cancellationToken);
        return row;
    }

    private Task RaiseAsync(
        TenantOptions tenant, string which, string type, TenantProblem problem, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var data = new JsonObject
        {
            ["tenant"] = tenant.Name,
            ["tenantUrl"] = tenant.Url.AbsoluteUri.TrimEnd('/'),
            ["tenantComment"] = tenant.Comment,
            ["problem"] = which,
            ["reason"] = problem.Reason,
            ["since"] = problem.Since,
        };
        return OwnEvents.RaiseAsync(
            bus,
            new CloudEvent
            {
                Id = $"{tenant.Name}:{type}:{which}:{problem.Since.UtcTicks}",
                Source = $"/cloud/{tenant.Name}",
                Type = type,
                Subject = $"tenant/{tenant.Name}/{which}",
                Time = now,
                ReceivedTime = now,
                Data = JsonSerializer.SerializeToElement(data, QlikCloudJson.Default.JsonObject),
            },
            cancellationToken);
    }
}
