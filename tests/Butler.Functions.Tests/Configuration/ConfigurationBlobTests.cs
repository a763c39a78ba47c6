using System.Net;
using System.Text;
using Azure.Core.Pipeline;
using Butler.Functions.Configuration;

namespace Butler.Functions.Tests.Configuration;

/// <summary>The configuration blob, read over HTTP with a shared access signature.</summary>
public sealed class ConfigurationBlobTests : HttpMessageHandler
{
    private static readonly Uri Address = new("https://acct.blob.core.windows.net/config/butler.yaml?sv=2024-11-04&sig=s3cr3t%3D");
    private readonly List<HttpRequestMessage> requests = [];
    private Func<HttpRequestMessage, HttpResponseMessage> answer = _ => Blob("routes: []", "0x1");

    [Fact]
    public async Task It_is_read_once_and_then_only_when_its_ETag_is_another()
    {
        var blob = Blob();
        var first = (await blob.ReadIfChangedAsync(null, default)).ShouldNotBeNull();
        Encoding.UTF8.GetString(first.Content.Span).ShouldBe("routes: []");
        requests[0].Headers.IfNoneMatch.ShouldBeEmpty();

        answer = _ => new HttpResponseMessage(HttpStatusCode.NotModified);
        (await blob.ReadIfChangedAsync(first.Version, default)).ShouldBeNull();
        requests[1].Headers.IfNoneMatch.ToString().ShouldBe("\"0x1\"");

        answer = _ => Blob("channels: {}", "0x2");
        var second = (await blob.ReadIfChangedAsync(first.Version, default)).ShouldNotBeNull();
        Encoding.UTF8.GetString(second.Content.Span).ShouldBe("channels: {}");
        second.Version.ShouldNotBe(first.Version);
        requests.ShouldAllBe(r => r.Method == HttpMethod.Get && r.RequestUri == Address && r.Headers.Authorization == null);
    }

    [Fact]
    public async Task An_empty_blob_is_an_empty_text()
    {
        answer = _ => Blob("", "0x1");
        (await Blob().ReadIfChangedAsync(null, default)).ShouldNotBeNull().Content.Length.ShouldBe(0);
    }

    [Theory]
    [InlineData(404, "BlobNotFound", "the blob answered 404 BlobNotFound.")]
    [InlineData(403, "AuthenticationFailed", "the blob answered 403 AuthenticationFailed.")]
    [InlineData(409, null, "the blob answered 409.")]
    [InlineData(502, "<html>", "the answer does not come from a blob service.")]
    public async Task An_error_is_told_by_its_status_and_code_and_nothing_else(int status, string? code, string message)
    {
        answer = _ =>
        {
            var body = $"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>s3cr3t</Message></Error>";
            var media = code is null ? "text/html" : "application/xml";
            return new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, media) };
        };
        var thrown = await Should.ThrowAsync<IOException>(() => Blob().ReadIfChangedAsync("0x1", default));
        thrown.Message.ShouldBe(message);
        thrown.ToString().ShouldNotContain("s3cr3t");
        Blob().Name.ShouldBe("https://acct.blob.core.windows.net/config/butler.yaml");
    }

    [Fact]
    public async Task A_service_that_cannot_be_reached_is_told_after_the_retries()
    {
        answer = _ => throw new HttpRequestException("No such host is known.");
        var thrown = await Should.ThrowAsync<IOException>(() => Blob().ReadIfChangedAsync(null, default));
        thrown.Message.ShouldBe("it could not be reached: No such host is known.");
        requests.Count.ShouldBe(4);
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        requests.Add(request);
        return Task.FromResult(answer(request));
    }

    private ConfigurationBlob Blob() => new(Address, new HttpClientTransport(new HttpClient(this)));

    private static HttpResponseMessage Blob(string content, string etag)
    {
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(content) };
        response.Headers.ETag = new($"\"{etag}\"");
        response.Content.Headers.LastModified = DateTimeOffset.UnixEpoch;
        return response;
    }
}
