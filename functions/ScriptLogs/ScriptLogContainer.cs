using Azure.Storage.Blobs;

namespace Butler.Functions.ScriptLogs;

/// <summary>The container of script logs: limits the time of a request, and tells every fault by one exception.</summary>
/// <param name="service">The storage account.</param>
/// <param name="time">The clock.</param>
internal sealed class ScriptLogContainer(Lazy<BlobServiceClient> service, TimeProvider time)
{
    /// <summary>The name of the container; a deployment makes it, too.</summary>
    public const string Name = "script-logs";

    // An alert waits for the write, and a run of a function takes 5 minutes at most.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Runs requests that end within 30 seconds.</summary>
    /// <exception cref="ScriptLogsUnavailableException">The account did not answer in time, or not as expected.</exception>
    public async Task<T> AskAsync<T>(Func<BlobContainerClient, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        return await OpenAsync(container => ask(container, either.Token), cancellationToken);
    }

    /// <summary>Runs a request whose answer is read afterwards, for any time.</summary>
    /// <exception cref="ScriptLogsUnavailableException">The account did not answer as expected.</exception>
    public async Task<T> OpenAsync<T>(Func<BlobContainerClient, Task<T>> open, CancellationToken cancellationToken)
    {
        try
        {
            return await open(service.Value.GetBlobContainerClient(Name));
        }
        catch (Exception e) when (ScriptLogsUnavailableException.Of(e, cancellationToken) is { } fault)
        {
            throw fault;
        }
    }
}
