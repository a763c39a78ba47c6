using Azure.Core;
using Azure.Core.Pipeline;

namespace Butler.Core.Azure.Tables;

/// <summary>Counts into the <see cref="TryCount"/> of the caller how often its request was sent.</summary>
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
