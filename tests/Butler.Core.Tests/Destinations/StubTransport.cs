using System.Net;
using Azure.Core.Pipeline;

namespace Butler.Core.Tests.Destinations;

/// <summary>Answers requests as the test says and keeps them with their bodies.</summary>
internal sealed class StubTransport(Func<StubRequest, HttpResponseMessage> answer) : HttpMessageHandler
{
    public List<StubRequest> Requests { get; } = [];

    public HttpPipelineTransport Pipeline => new HttpClientTransport(new HttpClient(this));

    public static HttpResponseMessage Status(int status, string body = "", params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body) };
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var seen = new StubRequest(
            request.Method.Method,
            request.RequestUri!,
            request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? []).ToDictionary(
                h => h.Key, h => string.Join(',', h.Value), StringComparer.OrdinalIgnoreCase),
            request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
        lock (Requests)
        {
            Requests.Add(seen);
        }

        return answer(seen);
    }
}

internal sealed record StubRequest(string Method, Uri Uri, IReadOnlyDictionary<string, string> Headers, string Body);
