using System.Globalization;
using System.Security.Cryptography;
using Butler.Core.Destinations;
using Butler.Core.Destinations.Mqtt;
using Butler.Core.Time;
using Polly;

namespace Butler.Functions.Channels.Mqtt;

/// <summary>
/// Publishes to MQTT brokers. Each broker has one connection at a time. A connection with a generated client id is kept for a minute. An id
/// that the operator chose may be needed by another instance, so its connection is closed at once.
/// </summary>
internal sealed class MqttSender(TimeProvider time, Random random, ILoggerFactory logs) : IDisposable
{
    /// <summary>The time limit of a delivery, from the connection to the last acknowledgement.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    /// <summary>How long an unused connection is kept.</summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(1);

    private static readonly Dictionary<string, string> NoTopics = [];

    private readonly ResiliencePipeline limit = Resilience.TimeLimit(Timeout, time);
    private readonly Lock gate = new();
    private readonly Dictionary<MqttOptions, MqttConnection> connections = [];

    public async Task<DeliveryOutcome> SendAsync(SendRequest request, ChannelMessage.Mqtt message, CancellationToken cancellationToken)
    {
        var options = (MqttOptions)request.Options;
        if (MissingFile(options) is { } missing)
        {
            return new DeliveryOutcome.Refused(missing);
        }

        var connection = Connection(options);
        return await limit.ExecuteAsync(
            async inTime => await SendAsync(connection, options, message, inTime, cancellationToken), cancellationToken);
    }

    public void Dispose()
    {
        lock (gate)
        {
            foreach (var connection in connections.Values)
            {
                connection.Dispose();
            }

            connections.Clear();
        }
    }

    private async Task<DeliveryOutcome> SendAsync(
        MqttConnection connection, MqttOptions options, ChannelMessage.Mqtt message, CancellationToken inTime,
        CancellationToken cancellationToken)
    {
        try
        {
            await connection.Turn.WaitAsync(inTime);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DeliveryOutcome.TryAgain($"the broker was busy with earlier deliveries for {Timeout.TotalSeconds:0} s");
        }

        try
        {
            return await PublishAsync(connection, options, message, inTime, cancellationToken);
        }
        finally
        {
            connection.Turn.Release();
        }
    }

    private async Task<DeliveryOutcome> PublishAsync(
        MqttConnection connection, MqttOptions options, ChannelMessage.Mqtt message, CancellationToken inTime,
        CancellationToken cancellationToken)
    {
        var outcome = await connection.PublishAsync(() => NewClient(options), message.Publications, inTime, cancellationToken);
        if (outcome is not DeliveryOutcome.Sent || options.ClientId is not null)
        {
            await connection.CloseAsync();
        }
        else
        {
            connection.CloseIn(IdleTimeout);
        }

        return outcome;
    }

    /// <summary>The connection for a broker. A route's overrides, topic and quality of service, do not need another one.</summary>
    private MqttConnection Connection(MqttOptions options)
    {
        var key = new MqttOptions
        {
            Url = options.Url,
            User = options.User,
            Password = options.Password,
            ClientId = options.ClientId,
            Version = options.Version,
            Ca = options.Ca,
            Certificate = options.Certificate,
            Key = options.Key,
            Insecure = options.Insecure,
            Topics = NoTopics,
        };
        lock (gate)
        {
            return connections.TryGetValue(key, out var known) ? known : connections[key] = new MqttConnection(time);
        }
    }

    private MqttBrokerClient NewClient(MqttOptions options)
    {
        if (!MqttAddress.TryParse(options.Url!.GetLeftPart(UriPartial.Authority), out var address))
        {
            throw new ArgumentException($"the broker's address is not valid: expected {MqttAddress.Expected}");
        }

        var clientId = options.ClientId ?? "butler-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        return new MqttBrokerClient(
            new MqttBrokerOptions
            {
                Address = address,
                ClientId = clientId,
                Version = options.Version == "5" ? MqttVersion.V5 : MqttVersion.V311,

                // Azure Event Grid identifies a client by its certificate and its registered name, which is both client id and user.
                User = options.User ?? (options.Certificate is not null ? options.ClientId : null),
                Password = options.Password,
                Tls = new MqttTls
                {
                    CaFile = options.Ca,
                    CertificateFile = options.Certificate,
                    KeyFile = options.Key,
                    Insecure = options.Insecure,
                },
                ConnectTimeout = Timeout,
            },
            handler: null,
            time,
            random,
            logs.CreateLogger<MqttBrokerClient>());
    }

    private static string? MissingFile(MqttOptions options)
    {
        foreach (var (key, file) in new[] { ("ca", options.Ca), ("certificate", options.Certificate), ("key", options.Key) })
        {
            if (file is not null && !System.IO.File.Exists(file))
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"cannot be sent as configured: the file of the key {key} does not exist ({Path.GetFullPath(file)})");
            }
        }

        return null;
    }
}
