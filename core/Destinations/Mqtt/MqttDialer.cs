using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Butler.Core.Destinations.Mqtt;

/// <summary>Opens a TCP connection to the broker, with TLS if the address requires it.</summary>
internal sealed class MqttDialer(MqttAddress address, MqttTls tls) : IMqttDialer
{
    public async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, cancellationToken);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException(ConnectionFault.Describe(e, address.Host, address.Port), e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var stream = new NetworkStream(socket, ownsSocket: true);
        return address.UseTls ? await SecureAsync(stream, cancellationToken) : stream;
    }

    [SuppressMessage("Security", "CA5359", Justification = "Only where the operator's file says so, for one broker.")]
    private async Task<Stream> SecureAsync(Stream stream, CancellationToken cancellationToken)
    {
        var secure = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = tls.ServerName ?? address.Host,
                RemoteCertificateValidationCallback = CertificateCheck.Accept,
                CertificateChainPolicy = Policy(),
                ClientCertificates = tls.CertificateFile is null ? null : [Certificate(tls.CertificateFile)],
            };
            if (tls.Insecure)
            {
                options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
            }

            await secure.AuthenticateAsClientAsync(options, cancellationToken);
            return secure;
        }
        catch (AuthenticationException e)
        {
            await secure.DisposeAsync();
            throw new AuthenticationException($"TLS failed: {ConnectionFault.OfTls(e, address.Host, address.Port)}", e);
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException))
        {
            await secure.DisposeAsync();
            throw new IOException($"TLS failed: {ConnectionFault.OfTls(e, address.Host, address.Port)}", e);
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }

    private X509ChainPolicy? Policy()
    {
        if (tls.CaFile is null)
        {
            return null;
        }

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(tls.CaFile);
        return policy;
    }

    private X509Certificate2 Certificate(string file)
    {
        if (Path.GetExtension(file).ToUpperInvariant() is ".PFX" or ".P12")
        {
            return X509CertificateLoader.LoadPkcs12FromFile(file, tls.KeyPassword);
        }

        using var pem = tls.KeyPassword is { } password
            ? X509Certificate2.CreateFromEncryptedPemFile(file, password, tls.KeyFile)
            : X509Certificate2.CreateFromPemFile(file, tls.KeyFile);

        // Windows does not accept a key that exists only in memory, so the key is loaded from a PFX.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pfx), null);
    }
}
