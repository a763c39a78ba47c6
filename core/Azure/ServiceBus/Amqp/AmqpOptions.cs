using System.Net;

namespace Butler.Core.Azure.ServiceBus.Amqp;

/// <summary>How the AMQP client connects.</summary>
public sealed record AmqpOptions
{
    /// <summary>How often a call is tried again before the caller is told; 0 for callers with a loop of their own.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>The longest one try takes, from 1 s; a receive may wait longer for a message.</summary>
    public TimeSpan TryTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>AMQP over WebSockets, which needs port 443 only; otherwise AMQP over TCP on port 5671.</summary>
    public bool WebSockets { get; init; }

    /// <summary>The way out, for WebSockets only; null: as the environment says.</summary>
    public IWebProxy? Proxy { get; init; }
}
