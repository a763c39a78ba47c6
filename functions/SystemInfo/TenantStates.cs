using System.Globalization;
using Butler.Functions.Configuration;
using Butler.Functions.QlikCloud.Reconciling;

namespace Butler.Functions.SystemInfo;

/// <summary>Reads the state of the configured tenants of Qlik Cloud.</summary>
internal sealed class TenantStates(TenantRows rows)
{
    /// <summary>The state of each tenant, in the order of the file; null without tenants.</summary>
    public async Task<IReadOnlyList<TenantHealth>?> ReadAsync(ButlerOptions options, CancellationToken cancellationToken)
    {
        if (options.Cloud.Tenants.Count == 0)
        {
            return null;
        }

        return await Task.WhenAll(options.Cloud.Tenants.Select(async tenant =>
            tenant.Access is null || !options.Cloud.Reconcile.Enabled
                ? new TenantHealth { Name = tenant.Name, State = "webhook only" }
                : Shown(await rows.FindAsync(tenant.Name, cancellationToken))));
    }

    private static TenantHealth Shown(TenantRow row)
    {
        var problems = new[] { row.Access, row.Calls }.OfType<TenantProblem>()
            .Select(problem => string.Create(CultureInfo.InvariantCulture, $"since {problem.Since:u}: {problem.Reason}")).ToList();
        return new TenantHealth
        {
            Name = row.Name,
            State = problems.Count > 0 ? "failing" : row.ComparedTo is null ? "unknown" : "ok",
            Asked = row.Asked,
            ComparedTo = row.ComparedTo,
            Missed = row.Found,
            Webhook = row.Webhook,
            Problems = problems.Count > 0 ? problems : null,
        };
    }
}
