using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;
using Butler.Core.Azure.Http;

namespace Butler.Functions.Configuration;

/// <summary>
/// The configuration as a blob, polled by its ETag. The URL carries a shared access signature, or Entra ID opens it.
/// </summary>
internal sealed class ConfigurationBlob : IConfigurationText
{
    private readonly Uri url;
    private readonly HttpPipeline pipeline;

    public ConfigurationBlob(Uri url)
    {
        this.url = url;
        pipeline = url.Query.Contains("sig=", StringComparison.Ordinal)
            ? PipelineFactory.Anonymous()
            : PipelineFactory.WithCredential(PipelineFactory.Credential(), "https://storage.azure.com/.default");
    }

    public string Name => url.GetLeftPart(UriPartial.Path);

    public async Task<ConfigurationVersion?> ReadIfChangedAsync(string? version, CancellationToken cancellationToken)
    {
        using var message = pipeline.CreateMessage();
        message.Request.Method = RequestMethod.Get;
        message.Request.Uri.Reset(url);
        message.Request.Headers.Add("x-ms-version", "2020-12-06");
        if (version is not null)
        {
            message.Request.Headers.Add("If-None-Match", version);
        }

        if (await pipeline.TrySendAsync(message, cancellationToken) is { } unanswered)
        {
            throw new IOException(unanswered.Reason, unanswered.Cause);
        }

        return message.Response.Status switch
        {
            304 => null,
            200 => new ConfigurationVersion(message.Response.Content.ToMemory(), message.Response.Headers.ETag?.ToString("H") ?? ""),
            var status => throw new IOException(string.Create(CultureInfo.InvariantCulture, $"the blob answered {status}.")),
        };
    }
}
