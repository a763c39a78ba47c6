using Butler.Core.Azure.Tables;
using Butler.Functions.Storage;

namespace Butler.Functions.QlikCloud.Reconciling;

/// <summary>The rows of the <c>CloudTenants</c> table: one partition, row the tenant's name. Only one timer writes them.</summary>
internal sealed class TenantRows(ITables tables)
{
    private const string Partition = "tenants";

    /// <summary>Reads a tenant; one without a row is new.</summary>
    public async Task<TenantRow> FindAsync(string tenant, CancellationToken cancellationToken) =>
        await tables.GetAsync(TableNames.CloudTenants, Partition, TableKey.Escape(tenant), cancellationToken) is { } row
            ? new TenantRow(tenant)
            {
                Asked = row.Date("Asked"),
                ComparedTo = row.Date("ComparedTo"),
                Found = (int)(row.Number("Found") ?? 0),
                Webhook = row.Text("Webhook"),
                KeysSeen = row.Date("KeysSeen"),
                Access = Problem(row, nameof(TenantRow.Access)),
                Calls = Problem(row, nameof(TenantRow.Calls)),
            }
            : new TenantRow(tenant);

    /// <summary>Writes a tenant.</summary>
    public Task WriteAsync(TenantRow tenant, CancellationToken cancellationToken)
    {
        var row = new TableRow(Partition, TableKey.Escape(tenant.Name))
            .Set("Asked", tenant.Asked)
            .Set("ComparedTo", tenant.ComparedTo)
            .Set("Found", tenant.Found)
            .SetShown("Webhook", tenant.Webhook)
            .Set("KeysSeen", tenant.KeysSeen);
        Set(row, nameof(TenantRow.Access), tenant.Access);
        Set(row, nameof(TenantRow.Calls), tenant.Calls);
        return tables.UpsertAsync(TableNames.CloudTenants, row, cancellationToken);
    }

    private static TenantProblem? Problem(TableRow row, string name) =>
        row.Text($"{name}Reason") is { } reason && row.Date($"{name}Since") is { } since
            ? new TenantProblem(reason, since, row.Flag($"{name}Told") is true)
            : null;

    private static void Set(TableRow row, string name, TenantProblem? problem) => row
        .SetShown($"{name}Reason", problem?.Reason)
        .Set($"{name}Since", problem?.Since)
        .Set($"{name}Told", problem?.IsTold);
}
