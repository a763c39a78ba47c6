using Butler.Core.Configuration;

namespace Butler.Core.Destinations.Mqtt;

/// <summary>How a client reaches its broker, and how the two deal with each other.</summary>
public sealed record MqttBrokerOptions
{
    /// <summary>Where the broker is.</summary>
    public required MqttAddress Address { get; init; }

    /// <summary>Unique at the broker: an equal one throws the older client out.</summary>
    public required string ClientId { get; init; }

    /// <summary>What counts where the address asks for TLS.</summary>
    public MqttTls Tls { get; init; } = new();

    /// <summary>The user; null: none is named.</summary>
    public string? User { get; init; }

    /// <summary>The password; 3.1.1 allows one only together with a user.</summary>
    [Secret]
    public string? Password { get; init; }

    /// <summary>The protocol's version; null: 3.1.1, and 5 where the broker refuses that.</summary>
    public MqttVersion? Version { get; init; }

    /// <summary>After how long a silence a ping is sent; zero: never. A broker that speaks version 5 may ask for another.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a connection may take, from its first packet on the network to the broker's consent.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long the broker shall keep subscriptions and messages while the connection is away; zero: not at all. Version 3.1.1
    /// knows only for ever: there anything but zero means that.
    /// </summary>
    public TimeSpan SessionExpiry { get; init; }

    /// <summary>What the broker publishes when this client is lost.</summary>
    public MqttWill? Will { get; init; }

    /// <summary>The largest packet taken, in bytes; a broker that sends a larger one is cut off.</summary>
    public int MaxPacketSize { get; init; } = 1024 * 1024;

    /// <summary>How many messages may wait to be sent; more are refused at once.</summary>
    public int MaxWaiting { get; init; } = 1000;

    /// <summary>Shows no member: some are secret.</summary>
    public override string ToString() => nameof(MqttBrokerOptions);
}
