using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Butler.Core.Text;
using Butler.Core.Time;
using Polly;
using Polly.Timeout;

namespace Butler.Core.Destinations;

/// <summary>
/// Sends over HTTP, and decides for all destinations which failures may be retried: time-outs, broken connections, 408, 425, 429 and 5xx.
/// All other failures are permanent, as are requests that cannot be built. A 2xx whose body reports a failure is a failure
/// (<see cref="HttpDelivery.Answer"/>). Redirects are not followed, because they would send keys to another address.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="proxy">The proxy; null: the proxy from the environment.</param>
public sealed class HttpTransport(TimeProvider time, IWebProxy? proxy = null) : IDisposable
{
    /// <summary>How long a destination may take to answer.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private const int LongestRateLimit = 86400;
    private const int MaxOfAnswer = 4096;
    private const int MaxOfReason = 300;
    private readonly ResiliencePipeline limit = Resilience.TimeLimit(Timeout, time);
    private readonly ConcurrentDictionary<HttpTrust, HttpClient> clients = new();

    /// <summary>Sends once.</summary>
    /// <exception cref="OperationCanceledException">The caller canceled.</exception>
    public async Task<DeliveryOutcome> SendAsync(HttpDelivery delivery, CancellationToken cancellationToken)
    {
        HttpRequestMessage request;
        HttpClient client;
        try
        {
            request = HttpRequestForm.Of(delivery);
            client = Client(delivery.Trust);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or CryptographicException
            or UnauthorizedAccessException or IOException)
        {
            return new DeliveryOutcome.Refused(Redact($"cannot be sent as configured: {e.Message}", delivery));
        }

        using (request)
        {
            return await SendAsync(client, request, delivery, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var client in clients.Values)
        {
            client.Dispose();
        }
    }

    private async Task<DeliveryOutcome> SendAsync(
        HttpClient client, HttpRequestMessage request, HttpDelivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            return await limit.ExecuteAsync(
                async inTime =>
                {
                    using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, inTime);
                    return await OutcomeAsync(response, delivery, inTime, cancellationToken);
                },
                cancellationToken);
        }
        catch (TimeoutRejectedException)
        {
            // Connecting has its own, shorter limit. When this limit is reached, the request has been sent.
            return new DeliveryOutcome.TryAgain($"no answer within {Timeout.TotalSeconds:0} s") { MaybeArrived = true };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DeliveryOutcome
                .TryAgain($"not reached: {ConnectionFault.At(delivery.Url.IdnHost, delivery.Url.Port)} does not answer "
                + $"within {ConnectTimeout.TotalSeconds:0} s: the server is down, or a firewall drops the connection");
        }
        // SocketsHttpHandler throws a SocketException when the server resets a connection that is being opened.
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            var reason = Redact($"not reached: {ConnectionFault.OfHttp(e, delivery.Url)}", delivery);
            return new DeliveryOutcome.TryAgain(reason) { MaybeArrived = !IsBeforeTheRequest(e) };
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException or InvalidOperationException)
        {
            return new DeliveryOutcome.Refused(Redact($"cannot be sent as configured: {e.Message}", delivery));
        }
    }

    private async Task<DeliveryOutcome> OutcomeAsync(
        HttpResponseMessage response, HttpDelivery delivery, CancellationToken inTime, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (status is >= 200 and < 300 && (delivery.Answer == AnswerForm.Status || status == 204))
        {
            return new DeliveryOutcome.Sent(string.Create(CultureInfo.InvariantCulture, $"{status}"));
        }

        var (said, isWhole) = await ReadSomeAsync(response, inTime, cancellationToken);
        var reason = string.Create(CultureInfo.InvariantCulture, $"answered {status} "
            + $"{Redact(response.ReasonPhrase ?? "", delivery)}{(said.Length > 0 ? ": " + Shown(said, delivery) : "")}");
        var pause = RetryAfter(response.Headers.RetryAfter) ?? RateLimitReset(response);
        if (status is >= 200 and < 300)
        {
            return (isWhole, AnswerText.FailureIn(delivery.Answer, said)) switch
            {
                (_, { Passes: true } failure) => new DeliveryOutcome.TryAgain(reason, pause) { MaybeArrived = failure.MaybeArrived },
                (_, { Passes: false }) => new DeliveryOutcome.Refused(reason),
                (false, _) => new DeliveryOutcome.TryAgain(reason + " (the answer broke off)", pause) { MaybeArrived = true },
                _ => new DeliveryOutcome.Sent(string.Create(CultureInfo.InvariantCulture, $"{status}")),
            };
        }

        return status is 408 or 425 or 429 or >= 500
            ? new DeliveryOutcome.TryAgain(reason, pause) { MaybeArrived = AnswerText.MayHaveArrived(status) }
            : new DeliveryOutcome.Refused(reason);
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) =>
        header?.Delta ?? (header?.Date is { } date && date > time.GetUtcNow() ? date - time.GetUtcNow() : null);

    /// <summary>Some destinations send with a 429 only the Unix time at which they accept more.</summary>
    private TimeSpan? RateLimitReset(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.TooManyRequests
        && response.Headers.TryGetValues("X-RateLimit-Reset", out var values)
        && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var second)
        && second - time.GetUtcNow().ToUnixTimeSeconds() is > 0 and < LongestRateLimit and var seconds
            ? TimeSpan.FromSeconds(seconds)
            : null;

    /// <summary>Whether the request failed before it was sent, so that it cannot have arrived.</summary>
    private static bool IsBeforeTheRequest(Exception e) => e is SocketException or HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError or HttpRequestError.UserAuthenticationError,
    };

    /// <summary>
    /// Reads the beginning of an answer, and whether the reading was complete. The status counts even when the body is incomplete.
    /// </summary>
    private static async Task<(string Text, bool IsWhole)> ReadSomeAsync(
        HttpResponseMessage response, CancellationToken inTime, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxOfAnswer];
        var (read, isWhole) = (0, true);
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(inTime);
            for (var more = 1; more > 0 && read < buffer.Length; read += more)
            {
                more = await stream.ReadAsync(buffer.AsMemory(read), inTime);
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            isWhole = false;
        }

        return (string.Concat(Encoding.UTF8.GetString(buffer, 0, read).Select(c => char.IsControl(c) ? ' ' : c)).Trim(), isWhole);
    }

    /// <summary>Redacts and shortens a text. It is redacted first, because a part of a key would not be recognized.</summary>
    private static string Shown(string text, HttpDelivery delivery)
    {
        text = Redact(text, delivery);
        return text.Length > MaxOfReason ? TextCut.Beginning(text, MaxOfReason) + "..." : text;
    }

    /// <summary>
    /// Removes the parts of the address and the header values from a text. A destination may repeat them, and they may be keys.
    /// </summary>
    private static string Redact(string text, HttpDelivery delivery)
    {
        // Removes the whole value of a header and its parts: a destination may repeat only the token of "Bearer TOKEN".
        var secrets = delivery.Secrets.Concat(delivery.Headers.Values).Concat(delivery.Headers.Values.SelectMany(v => v.Split(' ')))
            .Concat(delivery.Url.AbsolutePath.Split('/'))
            .Concat(delivery.Url.Query.TrimStart('?').Split('&').Select(p => p[(p.IndexOf('=', StringComparison.Ordinal) + 1)..]))
            .Append(delivery.Url.UserInfo)
            .Concat(HttpRequestForm.UserInfo(delivery.Url))
            .Concat(HttpRequestForm.Credentials(delivery.Url)?.Split(' ') ?? [])
            .Where(s => s.Length >= 6)
            .OrderByDescending(s => s.Length);
        return secrets.Aggregate(text, (t, secret) => t.Replace(secret, "***", StringComparison.OrdinalIgnoreCase));
    }

    private HttpClient Client(HttpTrust trust) => clients.GetOrAdd(
        trust, static (trust, proxy) => new HttpClient(Handler(trust, proxy)) { Timeout = System.Threading.Timeout.InfiniteTimeSpan },
        proxy);

    private static SocketsHttpHandler Handler(HttpTrust trust, IWebProxy? proxy)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            SslOptions = ServerTrust.Options(trust),
        };
        handler.Proxy = proxy ?? handler.Proxy;
        return handler;
    }
}
