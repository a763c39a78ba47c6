using System.Security.Authentication;
using System.Text.Json;
using Butler.Core.Text;
using Butler.Core.Time;
using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Sense.Qrs;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Timeout;

namespace Butler.RelayAgent.Monitors.Version;

/// <summary>
/// Sense's About service, on port 9032 of the central node. It gets the same client certificate as the repository service, and its
/// certificate has the same root.
/// </summary>
internal sealed class AboutService : IDisposable
{
    private const int MaxBytes = 64 * 1024;
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(10);

    private readonly QrsConnection connection;
    private readonly ResiliencePipeline callLimit;
    private readonly Uri systemInfo;

    /// <param name="options">The monitor.</param>
    /// <param name="qrs">The repository service, whose certificates are used.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log of its connection.</param>
    public AboutService(VersionMonitorOptions options, QrsOptions qrs, TimeProvider time, ILogger<QrsConnection> logger)
    {
        Url = options.Url ?? new UriBuilder(qrs.Url.Scheme, qrs.Url.Host, 9032).Uri;
        systemInfo = new Uri(Url, "/v1/systeminfo");
        var isSameHost = Url.Host.Equals(qrs.Url.Host, StringComparison.OrdinalIgnoreCase);
        connection = new QrsConnection(
            qrs with { Url = Url, ServerName = isSameHost ? qrs.ServerName : null, MaxConnections = 1 }, time, logger);
        callLimit = Resilience.TimeLimit(CallTimeout, time);
    }

    /// <summary>Its address.</summary>
    public Uri Url { get; }

    /// <summary>Reads <c>v1/systeminfo</c>.</summary>
    /// <exception cref="MonitorException">It did not answer with JSON.</exception>
    public async Task<JsonElement> SystemInfoAsync(CancellationToken stopping)
    {
        QrsConnection.Link? link = null;
        try
        {
            link = connection.Get();
            return await callLimit.ExecuteAsync(async token => await AskAsync(link, token), stopping);
        }
        catch (QrsException failure)
        {
            throw new MonitorException(failure.Message, failure);
        }
        catch (Exception failure) when (failure is TimeoutRejectedException
            || (failure is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            throw new MonitorException($"GET {systemInfo} was not answered within {CallTimeout.TotalSeconds:0} s", failure);
        }
        catch (HttpRequestException failure) when (failure.InnerException is AuthenticationException)
        {
            throw new MonitorException(
                link?.Check.Refusal ?? $"the TLS connection to {Url.Authority} failed: {failure.InnerException.Message}", failure);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw new MonitorException(
                $"GET {systemInfo} failed: {failure.Message} Check monitors.version.url, and that the firewall lets port {Url.Port} "
                + "through",
                failure);
        }
        catch (JsonException failure)
        {
            throw new MonitorException(
                $"GET {systemInfo} was not answered with JSON. Check that monitors.version.url is the About service (port 9032)", failure);
        }
    }

    public void Dispose() => connection.Dispose();

    private async Task<JsonElement> AskAsync(QrsConnection.Link link, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, systemInfo);
        request.Headers.Accept.ParseAdd("application/json");
        using var response = await link.Http.SendAsync(request, cancellationToken);
        if (!QrsAnswer.IsGood(response.StatusCode))
        {
            throw new MonitorException($"GET {systemInfo} was answered with {(int)response.StatusCode} {response.ReasonPhrase}");
        }

        await response.Content.LoadIntoBufferAsync(MaxBytes, cancellationToken);
        return JsonElement.Parse(WellFormedJson.Of(await response.Content.ReadAsByteArrayAsync(cancellationToken)).Span);
    }
}
