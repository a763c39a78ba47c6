using System.Text.Json.Nodes;
using Butler.Core.Events;
using Butler.RelayAgent.Monitors.Running;

namespace Butler.RelayAgent.Monitors.Certificates;

/// <summary>Raises <c>sense.certificate.expiring</c> once for each certificate and threshold, and once more when it has expired.</summary>
internal sealed class CertificateMonitor(
    CertificateMonitorOptions options, CertificateSource source, MonitorEvents events, MonitorFile<CertificateState> file,
    TimeProvider time) : IMonitor
{
    /// <summary>The threshold of a certificate that has expired.</summary>
    private const double Expired = 0;

    /// <summary>A certificate is forgotten so long after its expiry.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(365);

    private readonly ClockCheck clock = new(time);
    private readonly ExpiryThresholds thresholds = new(options.WarnBefore.Select(before => before.TotalDays).Append(Expired));

    public string Name => "certificates";

    public TimeSpan Every => options.Every;

    /// <summary>The certificates on this machine are judged first, also while the repository service does not answer.</summary>
    public async Task LookAsync(CancellationToken stopping)
    {
        clock.Check();
        await JudgeAsync(source.Client());
        await JudgeAsync(source.Roots());
        await JudgeAsync(await source.ServerAsync(stopping));
    }

    private async Task JudgeAsync(IEnumerable<WatchedCertificate> certificates)
    {
        foreach (var certificate in certificates)
        {
            var known = file.Value?.Certificates ?? [];
            var warned = known.FirstOrDefault(each => each.Thumbprint == certificate.Shown.Thumbprint)?.Warned ?? [];
            var left = certificate.Shown.Expires - time.GetUtcNow();
            var (due, next) = thresholds.Decide(left.TotalDays, warned);
            if (due is { } threshold)
            {
                await RaiseAsync(certificate, left, threshold);
            }

            if (!next.SequenceEqual(warned))
            {
                var oldest = time.GetUtcNow() - Remembered;
                file.Save(new CertificateState([
                    .. known.Where(each => each.Thumbprint != certificate.Shown.Thumbprint && each.Expires > oldest),
                    new WarnedCertificate(certificate.Shown.Thumbprint, certificate.Shown.Expires, next),
                ]));
            }
        }
    }

    private Task RaiseAsync(WatchedCertificate certificate, TimeSpan left, double threshold) => events.RaiseAsync(
        EventTypes.CertificateExpiring,
        $"certificate:{certificate.Shown.Thumbprint}:{ExpiryThresholds.Text(threshold)}",
        $"certificate/{certificate.Shown.Thumbprint}",
        new JsonObject
        {
            ["certificate"] = certificate.Certificate,
            ["path"] = certificate.Path,
            ["host"] = certificate.Host,
            ["certificateSubject"] = certificate.Shown.Subject,
            ["issuer"] = certificate.Shown.Issuer,
            ["thumbprint"] = certificate.Shown.Thumbprint,
            ["expiryDateStr"] = MonitorTimes.Day(certificate.Shown.Expires),
            ["expiryDate"] = MonitorTimes.Text(certificate.Shown.Expires),
            ["daysUntilExpiry"] = Math.Floor(left.TotalDays),
            ["thresholdDays"] = threshold,
        },
        certificate.Host);
}
