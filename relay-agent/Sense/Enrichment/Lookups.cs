using System.Text.Json;
using Butler.RelayAgent.Secrets;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Sense.Enrichment;

/// <summary>What is asked of QRS about an event, each thing by its id.</summary>
internal sealed class Lookups
{
    private const int MaxKept = 600;
    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(60);

    /// <summary>Addresses change with the user directory's own synchronisation, not by the minute.</summary>
    private static readonly TimeSpan KeepAddresses = TimeSpan.FromHours(1);

    private readonly Redaction redaction;
    private readonly BatchedRows executions;
    private readonly CachedLookup<QrsTask> tasks;
    private readonly CachedLookup<QrsApp> apps;
    private readonly CachedLookup<IReadOnlyList<string>> addresses;

    /// <summary>Nothing is known yet.</summary>
    public Lookups(IQrs qrs, Redaction redaction, TimeProvider time)
    {
        this.redaction = redaction;
        var taskRows = new BatchedRows(qrs, "task/full", "id", time);
        var appRows = new BatchedRows(qrs, "app/full", "id", time);
        executions = new BatchedRows(qrs, "executionresult/full", "executionId", time);
        tasks = new CachedLookup<QrsTask>(
            async (id, ct) => await taskRows.FindAsync(id, ct) is { } row ? QrsTask.Read(row, redaction) : null, Keep, MaxKept, time);
        apps = new CachedLookup<QrsApp>(
            async (id, ct) => await appRows.FindAsync(id, ct) is { } row ? QrsApp.Read(row, redaction) : null, Keep, MaxKept, time);
        var userRows = new BatchedRows(qrs, "user/full", "id", time);
        addresses = new CachedLookup<IReadOnlyList<string>>(
            async (id, ct) => await userRows.FindAsync(id, ct) is { } row ? Addresses(row) : null, KeepAddresses, MaxKept, time);
    }

    /// <summary>A task, as it was at most a minute ago; null when there is none.</summary>
    public Task<QrsTask?> TaskAsync(string id, CancellationToken cancellationToken) => tasks.GetAsync(id, cancellationToken);

    /// <summary>A task as it is now.</summary>
    public Task<QrsTask?> FreshTaskAsync(string id, CancellationToken cancellationToken) => tasks.GetFreshAsync(id, cancellationToken);

    /// <summary>An app, as it was at most a minute ago; null when there is none.</summary>
    public Task<QrsApp?> AppAsync(string id, CancellationToken cancellationToken) => apps.GetAsync(id, cancellationToken);

    /// <summary>A user's e-mail addresses; null when there is no such user.</summary>
    public Task<IReadOnlyList<string>?> AddressesAsync(string userId, CancellationToken cancellationToken) => addresses.GetAsync(userId, cancellationToken);

    /// <summary>The result of one execution as it is now; null when there is none.</summary>
    public async Task<QrsExecution?> ExecutionAsync(string executionId, CancellationToken cancellationToken) =>
        await executions.FindAsync(executionId, cancellationToken) is { } row ? QrsExecution.Read(row, redaction) : null;

    private static List<string> Addresses(JsonElement user) =>
    [
        .. user.Rows("attributes")
            .Where(row => "email".Equals(row.Text("attributeType"), StringComparison.OrdinalIgnoreCase))
            .Select(row => row.Text("attributeValue")?.Trim())
            .OfType<string>()
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];
}
