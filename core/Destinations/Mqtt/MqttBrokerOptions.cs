using Butler.Core.Configuration;

namespace Butler.Core.Destinations.Mqtt;

/// <summary>The options of a client: the broker's address and the settings of the connection.</summary>
public sealed record MqttBrokerOptions
{
    /// <summary>The address of the broker.</summary>
    public required MqttAddress Address { get; init; }

    /// <summary>The client id, unique at the broker: the broker disconnects an older client with the same id.</summary>
    public required string ClientId { get; init; }

    /// <summary>The TLS settings, for an address with TLS.</summary>
    public MqttTls Tls { get; init; } = new();

    /// <summary>The user; null: no user is sent.</summary>
    public string? User { get; init; }

    /// <summary>The password; version 3.1.1 allows it only with a user.</summary>
    [Secret]
    public string? Password { get; init; }

    /// <summary>The protocol's version; null: 3.1.1, or 5 when the broker refuses 3.1.1.</summary>
    public MqttVersion? Version { get; init; }

    /// <summary>The time without packets after which a ping is sent; zero: never. A broker with version 5 may set another time.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a connection attempt may take, from its first network packet to the CONNACK.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long the broker keeps subscriptions and messages without a connection; zero: not at all. Version 3.1.1 has no time limit: any
    /// value but zero means that the broker keeps them indefinitely.
    /// </summary>
    public TimeSpan SessionExpiry { get; init; }

    /// <summary>The message that the broker publishes when it loses this client.</summary>
    public MqttWill? Will { get; init; }

    /// <summary>The maximum packet size, in bytes; a larger packet ends the connection.</summary>
    public int MaxPacketSize { get; init; } = 1024 * 1024;

    /// <summary>How many messages may wait to be sent; more are refused at once.</summary>
    public int MaxWaiting { get; init; } = 1000;

    /// <summary>Shows no members, because some are secret.</summary>
    public override string ToString() => nameof(MqttBrokerOptions);
}
