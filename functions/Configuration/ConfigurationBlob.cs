using System.Globalization;
using System.Text.Json;
using System.Xml;
using Azure;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Butler.Core.Azure.Http;

namespace Butler.Functions.Configuration;

/// <summary>
/// The configuration as a blob, polled by its ETag. The URL has a shared access signature, or the app authenticates with Entra ID.
/// </summary>
internal sealed class ConfigurationBlob : IConfigurationText
{
    private readonly BlobClient blob;

    public ConfigurationBlob(Uri url, HttpPipelineTransport? transport = null)
    {
        Name = url.GetLeftPart(UriPartial.Path);
        var options = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2020_12_06);
        PipelineFactory.Configure(options, retries: 3, TimeSpan.FromSeconds(30), transport);
        blob = url.Query.Contains("sig=", StringComparison.Ordinal)
            ? new BlobClient(url, options)
            : new BlobClient(url, PipelineFactory.Credential(), options);
    }

    public string Name { get; }

    public async Task<ConfigurationVersion?> ReadIfChangedAsync(string? version, CancellationToken cancellationToken)
    {
        var conditions = new BlobRequestConditions { IfNoneMatch = version is null ? null : new ETag(version) };
        try
        {
            var answer = await blob.DownloadContentAsync(new BlobDownloadOptions { Conditions = conditions }, cancellationToken);
            return answer.GetRawResponse().Status == 304
                ? null
                : new ConfigurationVersion(answer.Value.Content.ToMemory(), answer.Value.Details.ETag.ToString());
        }
        catch (RequestFailedException e) when (e.Status == 304)
        {
            return null;
        }
        catch (RequestFailedException e) when (e.Status != 0)
        {
            // The SDK's message is left out, because it quotes the whole answer.
            throw new IOException(
                string.Create(CultureInfo.InvariantCulture, $"the blob answered {e.Status} {e.ErrorCode}").TrimEnd() + ".");
        }
        catch (Exception e) when (e is XmlException or JsonException)
        {
            throw new IOException("the answer does not come from a blob service.", e);
        }
        catch (Exception e) when (Unanswered.Find(e, cancellationToken) is { } unanswered)
        {
            throw new IOException(unanswered.Reason, unanswered.Cause);
        }
    }
}
