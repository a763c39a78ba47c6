using System.Text.Json;
using Butler.RelayAgent.Monitors.Certificates;
using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Sense.Qrs;
using Butler.RelayAgent.Tests.Sense.Support;
using Microsoft.AspNetCore.Http;

namespace Butler.RelayAgent.Tests.Monitors.Certificates;

/// <summary>The client's and the server's certificates are valid for a year, and the root for longer.</summary>
public sealed class CertificateMonitorTests : QrsTest
{
    private readonly MonitorBench bench = new(DateTimeOffset.UtcNow);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Certificates_that_are_valid_for_long_raise_nothing()
    {
        await Open().LookAsync(Cancel);

        bench.Raised().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_client_certificate_the_servers_and_the_root_are_alerted_with_their_facts()
    {
        var root = Root();
        bench.Time.Advance(Certificates.Client.NotAfter.ToUniversalTime() - TimeSpan.FromDays(13.5) - bench.Time.GetUtcNow().UtcDateTime);
        var monitor = Open(new CertificateMonitorOptions { WarnBefore = [TimeSpan.FromDays(7300), TimeSpan.FromDays(14)] });

        await monitor.LookAsync(Cancel);
        await monitor.LookAsync(Cancel);

        bench.Raised().Select(each => (each.Id, each.Subject, each.Source, Data: each.Data!.Value.GetRawText())).ShouldBe(
        [
            Expected("Client certificate for QRS", Certificates.Certificate, Environment.MachineName,
                ShownCertificate.Of(Certificates.Client), 14, 13),
            Expected("Root certificate of Sense", Certificates.Ca, Environment.MachineName, root, 7300,
                (int)Math.Floor((root.Expires - bench.Time.GetUtcNow()).TotalDays)),
            Expected("Server certificate of QRS", null, "127.0.0.1", ShownCertificate.Of(Certificates.Server), 14, 13),
        ]);
    }

    [Fact]
    public async Task Each_threshold_and_the_expiry_are_alerted_once_over_restarts_and_a_renewed_certificate_anew()
    {
        var old = Certificates.Client.Thumbprint;
        var expires = Certificates.Client.NotAfter.ToUniversalTime();
        foreach (var days in new[] { 61, 60, 59, 30, 20, 14, 7, 3, 1, 0.5, 0, -1, -2 })
        {
            bench.Time.Advance(expires - TimeSpan.FromDays(days) - bench.Time.GetUtcNow().UtcDateTime);
            await Open().LookAsync(Cancel);
        }

        using var renewed = Certificates.Renew(bench.Time.GetUtcNow() + TimeSpan.FromDays(5));
        await Open().LookAsync(Cancel);

        bench.Raised().Select(each => each.Id).Where(id => id.Contains(old, StringComparison.Ordinal)).ShouldBe(
            new[] { 60, 30, 14, 7, 1, 0 }.Select(days => $"main:certificate:{old}:{days}"));
    }

    [Fact]
    public async Task Without_an_answer_of_the_repository_the_certificates_on_disk_are_alerted_and_the_monitor_fails()
    {
        bench.Time.Advance(TimeSpan.FromDays(360));
        Qrs.Fault = context =>
        {
            context.Response.StatusCode = 403;
            return Task.FromResult(true);
        };

        await Should.ThrowAsync<QrsException>(Open().LookAsync(Cancel));

        bench.Raised().ShouldHaveSingleItem().Id.ShouldBe($"main:certificate:{Certificates.Client.Thumbprint}:7");
    }

    [Fact]
    public async Task Certificates_that_cannot_be_read_are_a_failure_with_the_reason()
    {
        var options = Options() with { Ca = Path.Combine(Folder, "none.pem") };

        var failure = await Should.ThrowAsync<QrsException>(Open(qrs: options).LookAsync(Cancel));

        failure.Message.ShouldStartWith("Sense's root certificate cannot be read: ");
    }

    [Fact]
    public async Task A_clock_that_jumps_raises_nothing()
    {
        var monitor = Open();
        await monitor.LookAsync(Cancel);
        bench.Time.Move(TimeSpan.FromDays(400));
        await Should.ThrowAsync<MonitorException>(monitor.LookAsync(Cancel));
        bench.Time.Move(TimeSpan.FromDays(-400));
        await Should.ThrowAsync<MonitorException>(monitor.LookAsync(Cancel));
        await monitor.LookAsync(Cancel);

        bench.Raised().ShouldBeEmpty();
    }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Qrs.Fault = async context =>
        {
            await context.Response.WriteAsync("{}");
            return true;
        };
    }

    public override async ValueTask DisposeAsync()
    {
        bench.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private ShownCertificate Root()
    {
        var roots = QrsCertificates.Roots(Options())!;
        using var root = roots[0];
        return ShownCertificate.Of(root);
    }

    private static (string Id, string? Subject, string Source, string Data) Expected(
        string certificate, string? path, string host, ShownCertificate shown, int threshold, int days) => (
        $"main:certificate:{shown.Thumbprint}:{threshold}",
        $"certificate/{shown.Thumbprint}",
        $"/sense/main/{host}",
        $$"""
        {"certificate":{{Json(certificate)}},"path":{{Json(path)}},"host":"{{host}}","certificateSubject":"{{shown.Subject}}",
        "issuer":"{{shown.Issuer}}","thumbprint":"{{shown.Thumbprint}}","expiryDateStr":"{{shown.Expires:yyyy-MM-dd}}",
        "expiryDate":"{{shown.Expires:yyyy-MM-dd'T'HH:mm:ss}}Z","daysUntilExpiry":{{days}},"thresholdDays":{{threshold}}}
        """.ReplaceLineEndings(""));

    private static string Json(string? text) => JsonSerializer.Serialize(text);

    private CertificateMonitor Open(CertificateMonitorOptions? options = null, QrsOptions? qrs = null)
    {
        qrs ??= Options();
        var connection = Connection(qrs);
        var source = new CertificateSource(qrs, connection, new QrsRestClient(qrs, connection, TimeProvider.System, new Random(1)));
        return new CertificateMonitor(
            options ?? new CertificateMonitorOptions(), source, bench.Events,
            bench.Open("certificates", CertificateJson.Default.CertificateState), bench.Time);
    }
}
