using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace Butler.Core.Azure.Http;

/// <summary>Sends a request through a pipeline and tells an answer, whatever its status, from none at all.</summary>
public static class Sending
{
    /// <summary>Null when the service answered; else why it did not.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public static async Task<Unanswered?> TrySendAsync(this HttpPipeline pipeline, HttpMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await pipeline.SendAsync(message, cancellationToken);
            return null;
        }
        catch (AuthenticationFailedException e)
        {
            return new Unanswered($"no token was to be had: {e.Message}", e, NoCredential: true);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or IOException or HttpRequestException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var reason = e is AggregateException { InnerExceptions: [.., var last] } ? last.Message : e.Message;
            return new Unanswered($"it could not be reached: {reason}", e, NoCredential: false);
        }
    }
}

/// <summary>Why there is no answer.</summary>
/// <param name="Reason">In words fit for a log.</param>
/// <param name="Cause">The exception behind it.</param>
/// <param name="NoCredential">Whether it failed before the request, for want of a token.</param>
public sealed record Unanswered(string Reason, Exception Cause, bool NoCredential);
