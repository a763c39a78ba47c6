using Azure.Core;
using Azure.Core.Pipeline;

namespace Butler.Core.Azure.Http;

/// <summary>Counts how often a request went out, so that a client can tell its own earlier try from somebody else's write.</summary>
internal sealed class TryCountPolicy : HttpPipelineSynchronousPolicy
{
    /// <summary>How often the request was sent.</summary>
    public static int Tries(HttpMessage message) =>
        message.TryGetProperty(typeof(TryCountPolicy), out var count) && count is int tries ? tries : 0;

    /// <inheritdoc/>
    public override void OnSendingRequest(HttpMessage message) => message.SetProperty(typeof(TryCountPolicy), Tries(message) + 1);
}
