using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Health;

namespace Butler.RelayAgent.Setup.Checking;

/// <summary>
/// Checks the connection to Service Bus, step by step, so that the first failing step says how to fix it. The last step sends a harmless
/// message: another heartbeat of this relay.
/// </summary>
internal sealed class ServiceBusChecks(RelayOptions options, IServiceBus serviceBus, TimeProvider time)
{
    private const string Subject = "Service Bus";
    private const int AmqpPort = 5671;

    /// <summary>The clock difference for a warning; a signature is refused when the clocks differ by more than its lifetime.</summary>
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Runs all steps up to the first failing one.</summary>
    public async Task<IReadOnlyList<CheckResult>> RunAsync(CancellationToken cancellationToken)
    {
        var namespaceAddress = options.ServiceBus.Connection.Address;
        var address = Door(namespaceAddress);
        var proxy = options.Proxy is { } way && options.ServiceBus.Transport == ServiceBusTransport.WebSockets
            && !way.Create().IsBypassed(address) ? way.Url : null;
        if (await (proxy is null ? ReachAsync(address, cancellationToken) : ProxyAsync(proxy, cancellationToken)) is { } unreachable)
        {
            return [unreachable];
        }

        var results = new List<CheckResult>
        {
            proxy is null
                ? CheckResult.Ok(Subject, $"{address.Authority} can be reached")
                : CheckResult.Ok("proxy", $"{proxy.Authority} can be reached"),
        };
        if (await ClockAsync(namespaceAddress, cancellationToken) is { } clock)
        {
            results.Add(clock);
        }

        results.Add(MissingKeys() ?? await SendAsync(cancellationToken));
        return results;
    }

    /// <summary>Where each queue has a key of its own, each queue that the relay uses needs one.</summary>
    private CheckResult? MissingKeys()
    {
        string[] used = options.Commands.Key is null
            ? [QueueNames.Events, QueueNames.Replies]
            : [QueueNames.Events, QueueNames.Replies, QueueNames.Commands(options.Relay.Name)];
        return options.ServiceBus.Connection.WithoutKey(used) is [_, ..] missing
            ? CheckResult.Fail(
                Subject,
                $"no connection string is for the queue {string.Join(", ", missing)}. Put all into serviceBus.connection, with spaces "
                + "between them, as infra/relay-connection.sh prints them")
            : null;
    }

    /// <summary>The address with the port that AMQP uses; the emulator has one port for all.</summary>
    private Uri Door(Uri address) => options.ServiceBus.Transport == ServiceBusTransport.Tcp && address.Scheme == Uri.UriSchemeHttps
        ? new UriBuilder(address) { Port = AmqpPort }.Uri
        : address;

    /// <summary>Checks the connection to the proxy; the next steps use it.</summary>
    private static async Task<CheckResult?> ProxyAsync(Uri proxy, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(Patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(proxy.DnsSafeHost, proxy.Port, late.Token);
            return null;
        }
        catch (SocketException problem)
        {
            return CheckResult.Fail("proxy", $"{proxy.Authority} cannot be connected to: {problem.Message}. Correct proxy.url");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return CheckResult.Fail("proxy", $"{proxy.Authority} does not answer within {Patience.TotalSeconds:0} s. Correct proxy.url");
        }
    }

    private static async Task<CheckResult?> ReachAsync(Uri address, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(Patience);
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(address.DnsSafeHost, late.Token);
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(addresses, address.Port, late.Token);
            }
            catch (SocketException problem)
            {
                return CheckResult.Fail(
                    Subject, $"{address.Authority} cannot be connected to: {problem.Message}. Open TCP port {address.Port} outwards");
            }

            if (address.Scheme == Uri.UriSchemeHttps)
            {
                await using var secure = new SslStream(client.GetStream());
                await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = address.DnsSafeHost }, late.Token);
            }

            return null;
        }
        catch (SocketException problem)
        {
            return CheckResult.Fail(
                Subject,
                $"the name {address.DnsSafeHost} cannot be looked up: {problem.Message}. Correct serviceBus.connection or the name server");
        }
        catch (Exception problem) when (problem is AuthenticationException or IOException)
        {
            return CheckResult.Fail(
                Subject,
                $"TLS with {address.Authority} fails: {problem.Message} A proxy that inspects TLS may have replaced the certificate");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return CheckResult.Fail(
                Subject,
                $"{address.Authority} does not answer within {Patience.TotalSeconds:0} s. A firewall may drop TCP port {address.Port}");
        }
    }

    private async Task<CheckResult?> ClockAsync(Uri address, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler();
        handler.Proxy = options.Proxy?.Create() ?? handler.Proxy;
        using var http = new HttpClient(handler) { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (answer.Headers.Date is not { } theirs)
            {
                return null;
            }

            var skew = time.GetUtcNow() - theirs;
            return skew.Duration() <= MaxSkew
                ? CheckResult.Ok("clock", "agrees with Service Bus")
                : CheckResult.Fail("clock", string.Create(CultureInfo.InvariantCulture, $"is {skew.Duration().TotalMinutes:0.0} min "
                    + $"{(skew > TimeSpan.Zero ? "ahead of" : "behind")} Service Bus: signatures will be refused. Set this machine's "
                    + $"clock"));
        }
        catch (Exception problem) when (problem is HttpRequestException
            || (problem is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return CheckResult.Warn("clock", $"could not be compared: {problem.Message}");
        }
    }

    private async Task<CheckResult> SendAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var heartbeat = new Heartbeat
        {
            Site = options.Relay.Site,
            Relay = options.Relay.Name,
            Environment = options.Relay.Environment,
            Version = RelayStatus.Version,
            Started = now,
            Time = now,
            Capabilities = RelayCapabilities.Of(options),
            Warnings = ["sent by butler-relay check"],
        };
        var message = new QueueMessage
        {
            MessageId = $"check-{Guid.NewGuid():N}",
            Body = JsonSerializer.SerializeToUtf8Bytes(heartbeat, RelayJson.Default.Heartbeat),
            Label = Heartbeat.Label,
            TimeToLive = Heartbeat.TimeToLive,
        };
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(Patience);
        try
        {
            await serviceBus.SendAsync(QueueNames.Replies, message, late.Token);
            return CheckResult.Ok(Subject, $"a heartbeat was accepted, with {options.ServiceBus.Connection.AuthenticatesWith}");
        }
        catch (BusException problem)
        {
            return CheckResult.Fail(Subject, $"a heartbeat was refused: {problem.Message} {Advice(problem.Fault)}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return CheckResult.Fail(Subject, $"no answer came within {Patience.TotalSeconds:0} s");
        }
    }

    private static string Advice(ServiceBusFault fault) => fault switch
    {
        ServiceBusFault.Unauthorized => "Correct serviceBus.connection: the key, or the right to send (Azure Service Bus Data Sender)",
        ServiceBusFault.NoSuchQueue => $"Deploy the queues: there is no \"{QueueNames.Replies}\"",
        ServiceBusFault.QuotaExceeded => "The queue is full: check why the function app does not receive from it",
        _ => "Try again",
    };
}
