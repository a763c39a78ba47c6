using System.IO.Compression;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Butler.Functions.ScriptLogs;

/// <summary>Writes and reads the blobs of script logs. Each blob is text, compressed with gzip.</summary>
internal sealed class ScriptLogBlobs(ScriptLogContainer container)
{
    /// <summary>Writes a blob as a whole, or replaces it.</summary>
    /// <param name="name">The blob's name.</param>
    /// <param name="compressed">The content, compressed with gzip; it is read from its beginning.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ScriptLogsUnavailableException">The blob was not written.</exception>
    public Task WriteAsync(string name, MemoryStream compressed, CancellationToken cancellationToken) => container.AskAsync(
        async (blobs, token) =>
        {
            try
            {
                return await UploadAsync(blobs, name, compressed, token);
            }
            catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
            {
                await blobs.CreateIfNotExistsAsync(cancellationToken: token);
                return await UploadAsync(blobs, name, compressed, token);
            }
        },
        cancellationToken);

    /// <summary>Opens the text of a blob; null when there is none.</summary>
    /// <exception cref="ScriptLogsUnavailableException">The account does not answer as expected.</exception>
    public Task<Stream?> OpenAsync(string name, CancellationToken cancellationToken) => container.OpenAsync<Stream?>(
        async blobs =>
        {
            try
            {
                var answer = await blobs.GetBlobClient(name).DownloadStreamingAsync(cancellationToken: cancellationToken);
                return new GZipStream(answer.Value.Content, CompressionMode.Decompress);
            }
            catch (RequestFailedException e) when (e.Status == StatusCodes.Status404NotFound)
            {
                return null;
            }
        },
        cancellationToken);

    private static async Task<bool> UploadAsync(
        BlobContainerClient blobs, string name, MemoryStream compressed, CancellationToken cancellationToken)
    {
        compressed.Position = 0;
        var headers = new BlobHttpHeaders { ContentType = "text/plain; charset=utf-8", ContentEncoding = "gzip" };
        await blobs.GetBlobClient(name).UploadAsync(compressed, new BlobUploadOptions { HttpHeaders = headers }, cancellationToken);
        return true;
    }
}
