using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;

namespace Butler.Functions.Apps;

/// <summary>
/// Blobs through which a relay hands over descriptions that are too large for a reply. Each is deleted after it was read; what a killed
/// process has left is deleted an hour later, by the next use.
/// </summary>
/// <param name="service">The storage account.</param>
/// <param name="time">The clock.</param>
internal sealed class DumpBlobs(Lazy<BlobServiceClient> service, TimeProvider time)
{
    /// <summary>The container; a deployment makes it, too.</summary>
    public const string Container = "app-dumps";

    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private BlobContainerClient Blobs => service.Value.GetBlobContainerClient(Container);

    /// <summary>Makes a name and the address at which one may write it, valid for an hour.</summary>
    /// <exception cref="RequestFailedException">The account refuses.</exception>
    public async Task<(string Name, Uri Upload)> NewAsync(CancellationToken cancellationToken)
    {
        var container = Blobs;
        await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        await CleanAsync(container, cancellationToken);
        var now = time.GetUtcNow();
        var blob = container.GetBlobClient($"{Guid.CreateVersion7(now)}.json");
        var sas = new BlobSasBuilder(BlobSasPermissions.Create | BlobSasPermissions.Write, now + Life)
        {
            BlobContainerName = Container,
            BlobName = blob.Name,
            Resource = "b",
        };
        if (blob.CanGenerateSasUri)
        {
            return (blob.Name, blob.GenerateSasUri(sas));
        }

        var key = await service.Value.GetUserDelegationKeyAsync(now.AddMinutes(-5), now + Life, cancellationToken);
        return (blob.Name, new BlobUriBuilder(blob.Uri) { Sas = sas.ToSasQueryParameters(key.Value, service.Value.AccountName) }.ToUri());
    }

    /// <summary>Copies a blob to a stream, and deletes it.</summary>
    /// <exception cref="RequestFailedException">The account refuses.</exception>
    public async Task TakeAsync(string name, Stream to, CancellationToken cancellationToken)
    {
        var blob = Blobs.GetBlobClient(name);
        await blob.DownloadToAsync(to, cancellationToken);
        await blob.DeleteIfExistsAsync(cancellationToken: cancellationToken);
    }

    private async Task CleanAsync(BlobContainerClient container, CancellationToken cancellationToken)
    {
        await foreach (var old in container.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            if (old.Properties.LastModified < time.GetUtcNow() - Life)
            {
                await container.DeleteBlobIfExistsAsync(
                    old.Name, DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken);
            }
        }
    }
}
