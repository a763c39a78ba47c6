using System.Text;
using Butler.Core.Time;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Polly;
using Polly.Timeout;

namespace Butler.Core.Destinations.Mqtt;

/// <summary>Opens connections (MQTT 3.1.1 §3.1-3.2), and finds the version that the broker supports.</summary>
internal sealed class MqttHandshake(MqttBrokerOptions options, Func<MqttVersion, MqttBrokerConnection> open, TimeProvider time)
{
    /// <summary>How many unacknowledged messages the broker may send.</summary>
    private const ushort ReceiveMaximum = 100;
    private readonly ResiliencePipeline limit = Resilience.TimeLimit(options.ConnectTimeout, time);
    private MqttVersion version = options.Version ?? MqttVersion.V311;
    private bool hasSession;

    /// <summary>Connects.</summary>
    /// <exception cref="MqttException">The broker refused, or did not answer in time.</exception>
    /// <exception cref="ArgumentException">The options hold a value that no broker accepts.</exception>
    public async Task<MqttBrokerConnection> ConnectAsync(CancellationToken stopping)
    {
        try
        {
            return await limit.ExecuteAsync(async token => await FindVersionAsync(token), stopping);
        }
        catch (TimeoutRejectedException)
        {
            throw new MqttException($"The broker did not answer within {options.ConnectTimeout.TotalSeconds:0} s.") { IsTransient = true };
        }
    }

    private async Task<MqttBrokerConnection> FindVersionAsync(CancellationToken cancellationToken)
    {
        var (connection, reason, said) = await IntroduceAsync(cancellationToken);
        if (MqttReasons.IsWrongVersion(reason) && options.Version is null && version == MqttVersion.V311)
        {
            connection.Dispose();
            version = MqttVersion.V5;
            (connection, reason, said) = await IntroduceAsync(cancellationToken);
        }

        if (reason != 0)
        {
            connection.Dispose();
            throw new MqttException($"The broker refused the connection: {MqttReasons.With(reason, said)}.")
            {
                IsTransient = !MqttReasons.NeedsOperator(reason),
            };
        }

        hasSession = true;
        return connection;
    }

    private async Task<(MqttBrokerConnection Connection, byte Reason, string? Said)> IntroduceAsync(CancellationToken cancellationToken)
    {
        var connect = Connect();
        var connection = open(version);
        try
        {
            var (reason, said) = await connection.ConnectAsync(connect, cancellationToken);
            return (connection, reason, said);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private MqttClientOptions Connect()
    {
        ThrowIfTooLong("client id", options.ClientId);
        ThrowIfTooLong("user", options.User);
        ThrowIfTooLong("password", options.Password);
        ThrowIfTooLong("will's topic", options.Will?.Topic);
        if (options.Will?.Payload.Length > ushort.MaxValue)
        {
            throw new ArgumentException("The will's payload is longer than MQTT carries (65,535 bytes).");
        }

        var connect = new MqttClientOptions
        {
            ProtocolVersion = (MqttProtocolVersion)version,
            ChannelOptions = new MqttClientTcpOptions(),
            ClientId = options.ClientId,
            CleanSession = IsClean(),
            KeepAlivePeriod = TimeSpan.Zero, // MqttSessionAdapter writes the period into CONNECT, MqttKeepAlive pings
            Credentials = options is { User: null, Password: null }
                ? null
                : new MqttClientCredentials(options.User, options.Password is { } password ? Encoding.UTF8.GetBytes(password) : null),
        };
        if (version == MqttVersion.V5)
        {
            connect.SessionExpiryInterval = (uint)options.SessionExpiry.TotalSeconds;
            connect.ReceiveMaximum = ReceiveMaximum;
            connect.MaximumPacketSize = (uint)options.MaxPacketSize;
        }

        if (options.Will is { } will)
        {
            connect.WillTopic = will.Topic;
            connect.WillPayload = will.Payload.ToArray();
            connect.WillQualityOfServiceLevel = (MqttQualityOfServiceLevel)will.Qos;
            connect.WillRetain = will.Retain;
        }

        return connect;
    }

    private static void ThrowIfTooLong(string name, string? text)
    {
        if (text is not null && Encoding.UTF8.GetByteCount(text) > ushort.MaxValue)
        {
            throw new ArgumentException($"The {name} is longer than MQTT carries (65,535 bytes).");
        }
    }

    /// <summary>
    /// Whether to start a clean session. The messages of an earlier process's session are unknown here. Version 3.1.1 cannot both
    /// discard an old session and keep the new one.
    /// </summary>
    private bool IsClean() => options.SessionExpiry == TimeSpan.Zero || (version == MqttVersion.V5 && !hasSession);
}
