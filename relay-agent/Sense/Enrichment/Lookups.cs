using System.Text.Json;
using Butler.Core.Secrets;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Sense.Enrichment;

/// <summary>The look-ups in QRS for an event, by id.</summary>
internal sealed class Lookups
{
    private const int MaxKept = 600;
    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(60);

    /// <summary>How long addresses are cached; they change only with the synchronization of the user directory.</summary>
    private static readonly TimeSpan KeepAddresses = TimeSpan.FromHours(1);

    private readonly Redaction redaction;
    private readonly BatchedRows executions;
    private readonly CachedLookup<QrsTask> tasks;
    private readonly CachedLookup<QrsApp> apps;
    private readonly CachedLookup<IReadOnlyList<string>> addresses;

    /// <summary>Creates the look-ups with empty caches.</summary>
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

    /// <summary>A task, at most a minute old; null when there is none.</summary>
    public Task<QrsTask?> TaskAsync(string id, CancellationToken cancellationToken) => tasks.GetAsync(id, cancellationToken);

    /// <summary>A task, without the cache.</summary>
    public Task<QrsTask?> FreshTaskAsync(string id, CancellationToken cancellationToken) => tasks.GetFreshAsync(id, cancellationToken);

    /// <summary>An app, at most a minute old; null when there is none.</summary>
    public Task<QrsApp?> AppAsync(string id, CancellationToken cancellationToken) => apps.GetAsync(id, cancellationToken);

    /// <summary>A user's e-mail addresses; null when there is no such user.</summary>
    public Task<IReadOnlyList<string>?> AddressesAsync(string userId, CancellationToken cancellationToken) =>
        addresses.GetAsync(userId, cancellationToken);

    /// <summary>The current result of one execution; null when there is none.</summary>
    public async Task<QrsExecution?> ExecutionAsync(string executionId, CancellationToken cancellationToken) =>
        await executions.FindAsync(executionId, cancellationToken) is { } row ? QrsExecution.Read(row, redaction) : null;

    /// <summary>The e-mail addresses in a row of <c>user/full</c>.</summary>
    public static List<string> Addresses(JsonElement user) =>
    [
        .. user.Rows("attributes")
            .Where(row => "email".Equals(row.Text("attributeType"), StringComparison.OrdinalIgnoreCase))
            .Select(row => row.Text("attributeValue")?.Trim())
            .OfType<string>()
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];
}
