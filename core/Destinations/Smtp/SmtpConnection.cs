using System.Net.Security;
using MailKit.Net.Smtp;

namespace Butler.Core.Destinations.Smtp;

/// <summary>MailKit's client with the configured check of the server's certificate.</summary>
internal sealed class SmtpConnection : SmtpClient
{
    private readonly SslClientAuthenticationOptions tls;

    public SmtpConnection(SmtpProgress progress, SslClientAuthenticationOptions tls)
        : base(progress)
    {
        this.tls = tls;
        var check = tls.RemoteCertificateValidationCallback!;
        ServerCertificateValidationCallback = (_, certificate, chain, errors) => check(tls.TargetHost!, certificate, chain, errors);
    }

    protected override SslClientAuthenticationOptions GetSslClientAuthenticationOptions(
        string host, RemoteCertificateValidationCallback remoteCertificateValidationCallback)
    {
        tls.RemoteCertificateValidationCallback = remoteCertificateValidationCallback;
        return tls;
    }
}
