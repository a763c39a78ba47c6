using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Butler.Core.Destinations.Smtp.Session;

/// <summary>The connection to a server: bytes out, replies in, each within its time and within bounds.</summary>
internal sealed class SmtpLink : IAsyncDisposable
{
    /// <summary>Longer than any line of a sane server; RFC 5321 allows 512.</summary>
    private const int LongestLine = 4096;

    private const int MostLines = 128;

    /// <summary>After how long without a greeting it is worth looking whether the port expects TLS from the first byte.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);

    private readonly string host;
    private readonly int port;
    private readonly Func<string, string> redact;
    private readonly TimeProvider time;
    private readonly CancellationToken cancellationToken;
    private readonly byte[] buffer = new byte[LongestLine];
    private Stream stream;
    private int start;
    private int end;

    private SmtpLink(
        Stream stream, string host, int port, EndPoint? local, Func<string, string> redact, TimeProvider time, CancellationToken cancellationToken)
    {
        this.host = host;
        this.port = port;
        this.stream = stream;
        this.redact = redact;
        this.time = time;
        this.cancellationToken = cancellationToken;
        LocalName = local is IPEndPoint { Address: var address } ? Literal(address) : "[127.0.0.1]";
    }

    /// <summary>This end's address as a literal, which is what a host without a name of its own says in EHLO.</summary>
    public string LocalName { get; }

    /// <summary>Connects.</summary>
    /// <param name="host">The server.</param>
    /// <param name="port">Its port.</param>
    /// <param name="patience">How long that may take.</param>
    /// <param name="redact">Takes out of a line what a server must not have repeated; nobody sees a line before that.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends everything on this connection.</param>
    public static async Task<SmtpLink> OpenAsync(
        string host, int port, TimeSpan patience, Func<string, string> redact, TimeProvider time, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await ConnectAsync(socket, host, port, patience, time, cancellationToken);
            return new SmtpLink(new NetworkStream(socket, ownsSocket: true), host, port, socket.LocalEndPoint, redact, time, cancellationToken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Reads the greeting. A server that says nothing may be waiting for TLS: then that is the fault, not the silence.</summary>
    /// <param name="patience">How long it may take.</param>
    /// <param name="isSecured">Whether TLS is in use already.</param>
    public async Task<SmtpReply> ReadGreetingAsync(TimeSpan patience, bool isSecured)
    {
        var reading = ReadAsync(SmtpStep.Greeting, patience);
        if (!isSecured && await Task.WhenAny(reading, Task.Delay(Silence, time, cancellationToken)) != reading)
        {
            var expectsTls = ExpectsTlsAsync();
            if (await Task.WhenAny(reading, expectsTls) == expectsTls && await expectsTls)
            {
                throw new SmtpFault(SmtpRemedy.Operator, $"{ConnectionFault.At(host, port)} expects TLS from the first byte: set security: tls");
            }
        }

        return await reading;
    }

    /// <summary>Goes over to TLS.</summary>
    /// <param name="options">How.</param>
    /// <param name="patience">How long it may take.</param>
    /// <param name="otherwise">What to set where the server turns out not to speak TLS.</param>
    public async Task SecureAsync(SslClientAuthenticationOptions options, TimeSpan patience, string otherwise = "")
    {
        if (start != end)
        {
            // Whoever sits in between could have put commands or replies before the handshake, which would be taken for secured ones.
            throw new SmtpFault(SmtpRemedy.Time, "the server sent more after its reply to STARTTLS than TLS");
        }

        var secure = new SslStream(stream, leaveInnerStreamOpen: false);
        stream = secure;
        await WithinAsync("TLS", patience, async within =>
        {
            try
            {
                await secure.AuthenticateAsClientAsync(options, within);
                return true;
            }
            catch (Exception e) when (e is AuthenticationException or IOException)
            {
                throw new SmtpFault(
                    SmtpRemedy.Time, $"TLS failed: {ConnectionFault.OfTls(e, host, port)}{(ConnectionFault.IsNotTls(e) ? otherwise : "")}", inner: e);
            }
        });
    }

    public Task WriteAsync(SmtpStep step, ReadOnlyMemory<byte> bytes, TimeSpan patience) =>
        WithinAsync(step.Name, patience, async within =>
        {
            await stream.WriteAsync(bytes, within);
            await stream.FlushAsync(within);
            return true;
        });

    public Task<SmtpReply> ReadAsync(SmtpStep step, TimeSpan patience) =>
        WithinAsync(step.Name, patience, within => ReadReplyAsync(step, within));

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private static async Task ConnectAsync(
        Socket socket, string host, int port, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await socket.ConnectAsync(host, port, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SmtpFault(SmtpRemedy.Time, string.Create(CultureInfo.InvariantCulture,
                $"not reached: {ConnectionFault.At(host, port)} does not answer within {patience.TotalSeconds:0} s: the server is down, or a firewall drops the connection"));
        }
    }

    /// <summary>
    /// Whether a second connection gets through a TLS handshake. Nothing is sent over it, so the certificate is not checked.
    /// </summary>
    [SuppressMessage("Security", "CA5359", Justification = "It only finds out whether the port speaks TLS; nothing is sent.")]
    private async Task<bool> ExpectsTlsAsync()
    {
        using var timer = new CancellationTokenSource(Silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(host, port, either.Token);
            await using var secure = new SslStream(new NetworkStream(socket, ownsSocket: false));
            var anybody = new SslClientAuthenticationOptions { TargetHost = host, RemoteCertificateValidationCallback = static (_, _, _, _) => true };
            await secure.AuthenticateAsClientAsync(anybody, either.Token);
            return true;
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            return false;
        }
    }

    private Task<T> WithinAsync<T>(string step, TimeSpan patience, Func<CancellationToken, Task<T>> act) =>
        WithinAsync(step, patience, time, act, cancellationToken);

    private static async Task<T> WithinAsync<T>(
        string step, TimeSpan patience, TimeProvider time, Func<CancellationToken, Task<T>> act, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await act(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SmtpFault(SmtpRemedy.Time, string.Create(CultureInfo.InvariantCulture, $"no answer to {step} within {patience.TotalSeconds:0} s"));
        }
        catch (IOException e)
        {
            throw new SmtpFault(SmtpRemedy.Time, $"the connection broke at {step}: {e.Message}", inner: e);
        }
    }

    private async Task<SmtpReply> ReadReplyAsync(SmtpStep step, CancellationToken within)
    {
        var lines = new List<string>();
        while (lines.Count < MostLines)
        {
            var line = await ReadLineAsync(step, within);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code)
                || code is < 200 or > 599 || (line.Length > 3 && line[3] is not (' ' or '-')))
            {
                throw new SmtpFault(SmtpRemedy.Time, $"{step.Name} was answered with what is no reply of an SMTP server: {SmtpReply.Shown(line)}");
            }

            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] == ' ')
            {
                return new SmtpReply(code, lines);
            }
        }

        throw new SmtpFault(SmtpRemedy.Time, string.Create(CultureInfo.InvariantCulture, $"{step.Name} was answered with more than {MostLines} lines"));
    }

    private async Task<string> ReadLineAsync(SmtpStep step, CancellationToken within)
    {
        var searched = 0;
        while (true)
        {
            var found = buffer.AsSpan(start + searched, end - start - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                var length = searched + found;
                var line = redact(Encoding.UTF8.GetString(buffer, start, length).TrimEnd('\r'));
                start += length + 1;
                return line;
            }

            searched = end - start;
            if (searched == buffer.Length)
            {
                throw new SmtpFault(SmtpRemedy.Time, string.Create(CultureInfo.InvariantCulture, $"{step.Name} was answered with a line of more than {LongestLine} bytes"));
            }

            buffer.AsSpan(start, searched).CopyTo(buffer);
            (start, end) = (0, searched);
            var read = await stream.ReadAsync(buffer.AsMemory(end), within);
            if (read == 0)
            {
                throw new SmtpFault(SmtpRemedy.Time, $"the server closed the connection at {step.Name}");
            }

            end += read;
        }
    }

    private static string Literal(IPAddress address) => address switch
    {
        { IsIPv4MappedToIPv6: true } => $"[{address.MapToIPv4()}]",
        { AddressFamily: AddressFamily.InterNetworkV6 } => $"[IPv6:{new IPAddress(address.GetAddressBytes())}]",
        _ => $"[{address}]",
    };
}
