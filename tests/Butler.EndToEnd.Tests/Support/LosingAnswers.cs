using Azure.Core.Pipeline;

namespace Butler.EndToEnd.Tests.Support;

/// <summary>Loses the answer to the first request of a call, which the service carries out all the same.</summary>
internal sealed class LosingAnswers() : DelegatingHandler(new SocketsHttpHandler())
{
    private bool loses;

    public HttpPipelineTransport Transport => new HttpClientTransport(new HttpClient(this, disposeHandler: false));

    public async Task<T> LoseAsync<T>(Func<Task<T>> call)
    {
        loses = true;
        var result = await call();
        loses.ShouldBeFalse("the call sent a request");
        return result;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (!loses)
        {
            return response;
        }

        loses = false;
        response.Dispose();
        throw new HttpRequestException("The connection was reset.");
    }
}
