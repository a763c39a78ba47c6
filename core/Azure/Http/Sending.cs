using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace Butler.Core.Azure.Http;

/// <summary>Sends a request through a pipeline, and separates a request without an answer from an answer of any status.</summary>
public static class Sending
{
    /// <summary>Sends the request. Returns null when the service answered, or the reason why it did not.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public static async Task<Unanswered?> TrySendAsync(this HttpPipeline pipeline, HttpMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await pipeline.SendAsync(message, cancellationToken);
            return null;
        }
        catch (Exception e) when (Unanswered.Find(e, cancellationToken) is { } unanswered)
        {
            return unanswered;
        }
    }
}

/// <summary>Describes why a request got no answer.</summary>
/// <param name="Reason">The reason, as text for a log.</param>
/// <param name="Cause">The exception behind it.</param>
/// <param name="NoCredential">Whether it failed before the requestbecause no token was available.</param>
public sealed record Unanswered(string Reason, Exception Cause, bool NoCredential)
{
    /// <summary>Describes the exception of an Azure client; null when the service answered, or the caller canceled.</summary>
    public static Unanswered? Find(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        AuthenticationFailedException e => new Unanswered($"no token was available: {e.Message}", e, NoCredential: true),
        RequestFailedException { Status: not 0 } => null,
        OperationCanceledException when cancellationToken.IsCancellationRequested => null,
        AggregateException { InnerExceptions: [.., var last] } e => Unreachable(last, e),
        RequestFailedException or AggregateException or IOException or HttpRequestException or OperationCanceledException =>
            Unreachable(exception, exception),
        _ => null,
    };

    private static Unanswered Unreachable(Exception last, Exception cause) =>
        new($"it could not be reached: {last.Message}", cause, NoCredential: false);
}
