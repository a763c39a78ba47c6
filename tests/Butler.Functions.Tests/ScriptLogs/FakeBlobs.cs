using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;

namespace Butler.Functions.Tests.ScriptLogs;

/// <summary>A blob service in memory that writes and reads blobs, or answers as the test says. Azurite is used for all else.</summary>
internal sealed class FakeBlobs : HttpMessageHandler
{
    private bool hasContainer;

    /// <summary>The blobs by their paths, with what the service is told of them.</summary>
    public Dictionary<string, (byte[] Content, string Headers)> Stored { get; } = [];

    /// <summary>The answer to every request; null: that of a service that works.</summary>
    public Func<CancellationToken, Task<HttpResponseMessage>>? Answer { get; set; }

    public BlobServiceClient Client()
    {
        var options = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2020_12_06)
        {
            Transport = new HttpClientTransport(new HttpClient(this, disposeHandler: false)),
        };
        options.Retry.MaxRetries = 0;
        options.Retry.Mode = RetryMode.Fixed;
        return new BlobServiceClient(new Uri("https://acct.blob.core.windows.net"), options);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await (Answer?.Invoke(cancellationToken) ?? AnswerAsync(request, cancellationToken));
        response.RequestMessage = request;
        return response;
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (request.RequestUri.Query.Contains("restype=container", StringComparison.Ordinal))
        {
            hasContainer = true;
            return Written();
        }

        if (!hasContainer)
        {
            return Fault(HttpStatusCode.NotFound, "ContainerNotFound");
        }

        if (request.Method == HttpMethod.Put)
        {
            var headers = request.Headers.GetValues("x-ms-blob-content-type").Single() + ", "
                + request.Headers.GetValues("x-ms-blob-content-encoding").Single();
            Stored[path] = (await request.Content!.ReadAsByteArrayAsync(cancellationToken), headers);
            return Written();
        }

        return Stored.TryGetValue(path, out var blob)
            ? new HttpResponseMessage(HttpStatusCode.OK)
            {
                Headers = { { "ETag", "\"0x1\"" }, { "x-ms-blob-type", "BlockBlob" } },
                Content = new ByteArrayContent(blob.Content) { Headers = { { "Content-Encoding", "gzip" } } },
            }
            : Fault(HttpStatusCode.NotFound, "BlobNotFound");
    }

    /// <summary>An answer that refuses, with a secret in its text.</summary>
    public static HttpResponseMessage Fault(HttpStatusCode status, string code) => new(status)
    {
        Headers = { { "x-ms-error-code", code } },
        Content = new StringContent(
            $"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>s3cr3t</Message></Error>", null, "application/xml"),
    };

    private static HttpResponseMessage Written() => new(HttpStatusCode.Created)
    {
        Headers = { { "ETag", "\"0x1\"" } },
        Content = new ByteArrayContent([]) { Headers = { { "Last-Modified", "Fri, 14 Mar 2031 04:12:07 GMT" } } },
    };
}
