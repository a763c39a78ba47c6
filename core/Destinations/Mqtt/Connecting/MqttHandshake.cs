using System.Text;
using Butler.Core.Destinations.Mqtt.Wire;

namespace Butler.Core.Destinations.Mqtt.Connecting;

/// <summary>Opens a connection and introduces this client (MQTT 3.1.1 §3.1-3.2), finding the version that the broker speaks.</summary>
internal sealed class MqttHandshake(MqttClientOptions options, IMqttDialer dialer, TimeProvider time)
{
    /// <summary>How many messages the broker may send before one of them is acknowledged.</summary>
    private const uint ReceiveMaximum = 100;
    private MqttVersion version = options.Version ?? MqttVersion.V311;
    private bool hasSession;

    /// <summary>Connects.</summary>
    /// <exception cref="MqttException">The broker refused, or did not answer in time.</exception>
    public async Task<(MqttLink Link, MqttPacket.ConnAck Answer)> ConnectAsync(CancellationToken stopping)
    {
        using var late = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, late.Token);
        try
        {
            var (link, answer) = await IntroduceAsync(either.Token);
            if (MqttReasons.IsWrongVersion(answer.Reason) && options.Version is null && version == MqttVersion.V311)
            {
                await link.DisposeAsync();
                version = MqttVersion.V5;
                (link, answer) = await IntroduceAsync(either.Token);
            }

            if (answer.Reason != 0)
            {
                await link.DisposeAsync();
                throw new MqttException($"The broker refused the connection: {MqttReasons.With(answer.Reason, answer.Properties)}.")
                {
                    IsTransient = !MqttReasons.NeedsOperator(answer.Reason),
                };
            }

            hasSession = true;
            return (link, answer);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            throw new MqttException($"The broker did not answer within {options.ConnectTimeout.TotalSeconds:0} s.") { IsTransient = true };
        }
    }

    private async Task<(MqttLink Link, MqttPacket.ConnAck Answer)> IntroduceAsync(CancellationToken cancellationToken)
    {
        var link = new MqttLink(await dialer.OpenAsync(cancellationToken), version, options.MaxPacketSize, time);
        try
        {
            await link.WriteAsync(Connect(), cancellationToken);
            return await link.ReadAsync(cancellationToken) is MqttPacket.ConnAck answer
                ? (link, answer)
                : throw new MqttProtocolException("The broker's first packet is not CONNACK.");
        }
        catch
        {
            await link.DisposeAsync();
            throw;
        }
    }

    private MqttPacket.Connect Connect() => new(version, options.ClientId, IsClean(), (ushort)Math.Min(options.KeepAlive.TotalSeconds, ushort.MaxValue))
    {
        Will = options.Will,
        User = options.User,
        Password = options.Password is { } password ? (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(password) : null,
        Properties = version == MqttVersion.V5
            ?
            [
                new MqttProperty(MqttPropertyId.SessionExpiry, (uint)options.SessionExpiry.TotalSeconds),
                new MqttProperty(MqttPropertyId.ReceiveMaximum, ReceiveMaximum),
                new MqttProperty(MqttPropertyId.MaximumPacketSize, (uint)options.MaxPacketSize),
            ]
            : [],
    };

    /// <summary>A session of an earlier process is of no use: what it was about is forgotten here. 3.1.1 cannot begin and keep one.</summary>
    private bool IsClean() => options.SessionExpiry == TimeSpan.Zero || (version == MqttVersion.V5 && !hasSession);
}
