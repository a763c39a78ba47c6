using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Butler.Core.Webhooks;

namespace Butler.Cli.Cloud;

/// <summary>
/// Calls the webhook of an app as Qlik Cloud does, with an event that is recorded as <c>cloud.event</c> and concerns no reload.
/// </summary>
internal sealed class WebhookTrial(TimeProvider time)
{
    /// <summary>The type of the event.</summary>
    public const string EventType = "butler.webhook.tested";

    /// <summary>Calls the app.</summary>
    public async Task<TrialResult> RunAsync(Uri webhook, string secret, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(30) };
        var body = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = Guid.NewGuid().ToString(),
            ["time"] = time.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["type"] = EventType,
            ["source"] = "butler cloud setup",
            ["data"] = new JsonObject { ["message"] = "A test of the webhook" },
        }.ToJsonString());
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook) { Content = new ByteArrayContent(body) };
        request.Content.Headers.Add("Content-Type", "application/json");
        request.Headers.Add(QlikSignature.Header, QlikSignature.Sign(body, secret));
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var status = (int)response.StatusCode;
            return response.StatusCode == HttpStatusCode.Accepted
                ? new TrialResult(status, null)
                : new TrialResult(status, string.Create(CultureInfo.InvariantCulture, $"answered {status}: {CloudAdvice.OfApp(status)}"));
        }
        catch (HttpRequestException e)
        {
            return new TrialResult(0, $"did not answer ({e.Message.TrimEnd('.')}): {CloudAdvice.OfApp(0)}");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new TrialResult(0, $"did not answer within {http.Timeout.TotalSeconds:0} s: {CloudAdvice.OfApp(0)}");
        }
    }
}

/// <param name="Status">The status; 0 without an answer.</param>
/// <param name="Problem">What happened, as the end of a sentence that begins with the app; null if the call was accepted.</param>
internal sealed record TrialResult(int Status, string? Problem);
