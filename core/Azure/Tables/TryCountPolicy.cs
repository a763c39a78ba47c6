using Azure.Core;
using Azure.Core.Pipeline;

namespace Butler.Core.Azure.Tables;

/// <summary>Counts the tries of a request in the caller's <see cref="TryCount"/>.</summary>
internal sealed class TryCountPolicy : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        if (message.TryGetProperty(TryCount.Property, out var value) && value is TryCount count)
        {
            count.Increment();
        }
    }
}
