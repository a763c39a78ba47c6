using System.Text;
using Butler.Core.Destinations;
using Butler.Core.Time;
using Polly;
using Polly.Timeout;

namespace Butler.Core.SelfReports;

/// <summary>Calls a service that alerts when the calls stop. Redirects are not followed, and the answer's text is not read.</summary>
/// <param name="http">The transport, with the program's proxy.</param>
/// <param name="time">The clock.</param>
public sealed class PingClient(HttpTransport http, TimeProvider time)
{
    /// <summary>How long the service may take to answer.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly ResiliencePipeline limit = Resilience.TimeLimit(Timeout, time);

    /// <summary>Calls once.</summary>
    /// <param name="ping">The service.</param>
    /// <param name="who">Who calls, in the text of a POST, such as <c>relay sense-node-1</c>.</param>
    /// <param name="problems">What is wrong; empty when all is well. It is sent to the service, so it names no secret.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Why the service did not take the call, without the address; null when it did.</returns>
    /// <exception cref="OperationCanceledException">The caller canceled.</exception>
    public async Task<string?> SendAsync(
        PingOptions ping, string who, IReadOnlyCollection<string> problems, CancellationToken cancellationToken)
    {
        var delivery = new HttpDelivery
        {
            Url = problems.Count == 0 ? ping.Url : PingAddress.OfFailure(ping.Url),
            Method = ping.Method,
            Body = ping.Method == "POST" ? Encoding.UTF8.GetBytes(Text(who, problems)) : null,
            ContentType = "text/plain; charset=utf-8",
        };
        try
        {
            return await limit.ExecuteAsync(
                async inTime => await http.SendAsync(delivery, inTime) switch
                {
                    DeliveryOutcome.TryAgain failure => Reason(failure.Reason),
                    DeliveryOutcome.Refused failure => Reason(failure.Reason),
                    _ => null,
                },
                cancellationToken);
        }
        catch (TimeoutRejectedException)
        {
            return $"no answer within {Timeout.TotalSeconds:0} s";
        }
    }

    private static string Text(string who, IReadOnlyCollection<string> problems) => problems.Count == 0
        ? $"The {who} is well.\n"
        : $"The {who} is not well:\n{string.Concat(problems.Select(problem => $"- {problem}\n"))}";

    /// <summary>Leaves out the text of an answer, which may repeat the address.</summary>
    private static string Reason(string reason) =>
        reason.StartsWith("answered ", StringComparison.Ordinal) && reason.IndexOf(": ", StringComparison.Ordinal) is > 0 and var end
            ? reason[..end]
            : reason;
}
