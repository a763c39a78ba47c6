using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs.Models;

namespace Butler.Functions.ScriptLogs;

/// <summary>Lists and deletes the blobs of old script logs.</summary>
internal sealed class OldScriptLogs(ScriptLogContainer container)
{
    /// <summary>The number of blobs that one request lists.</summary>
    public int PageSize { get; init; } = 5000;

    /// <summary>Lists the blobs that were last written before a time, page by page.</summary>
    /// <exception cref="ScriptLogsUnavailableException">A page could not be read.</exception>
    public async IAsyncEnumerable<BlobItem> WrittenBeforeAsync(
        DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var page = await PageAsync(next, cancellationToken);
            foreach (var blob in (page?.Values ?? []).Where(blob => blob.Properties.LastModified < before))
            {
                yield return blob;
            }

            next = page?.ContinuationToken;
        }
        while (!string.IsNullOrEmpty(next));
    }

    /// <summary>Deletes a listed blob, unless it has been written since.</summary>
    /// <returns>Whether it was deleted.</returns>
    /// <exception cref="ScriptLogsUnavailableException">It could not be deleted.</exception>
    public Task<bool> DeleteAsync(BlobItem blob, CancellationToken cancellationToken) => container.AskAsync(
        async (blobs, token) =>
        {
            try
            {
                var unchanged = new BlobRequestConditions { IfMatch = blob.Properties.ETag };
                return (await blobs.DeleteBlobIfExistsAsync(blob.Name, DeleteSnapshotsOption.IncludeSnapshots, unchanged, token)).Value;
            }
            catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ConditionNotMet)
            {
                return false;
            }
        },
        cancellationToken);

    /// <summary>A page of the list; null when there is no container, because nothing was kept yet.</summary>
    private Task<Page<BlobItem>?> PageAsync(string? next, CancellationToken cancellationToken) => container.AskAsync(
        async (blobs, token) =>
        {
            try
            {
                await foreach (var page in blobs.GetBlobsAsync(cancellationToken: token).AsPages(next, PageSize))
                {
                    return page;
                }
            }
            catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
            {
                return null;
            }

            return null;
        },
        cancellationToken);
}
