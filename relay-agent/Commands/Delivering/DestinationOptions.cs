using System.Collections.ObjectModel;
using Butler.Core.Configuration;
using Butler.Core.Destinations.Smtp;
using Butler.RelayAgent.Mqtt;

namespace Butler.RelayAgent.Commands.Delivering;

/// <summary>A destination of the relay's own, with its secrets. One of its kinds is set.</summary>
internal sealed record DestinationOptions
{
    /// <summary>A broker, for MQTT; null: one of the others.</summary>
    public MqttDestination? Mqtt { get; init; }

    /// <summary>Where to, over HTTP. Secret.</summary>
    [Secret]
    public Uri? Http { get; init; }

    /// <summary>POST or PUT, for HTTP.</summary>
    public string Method { get; init; } = "POST";

    /// <summary>Headers, for HTTP. Secret.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The PEM file with the only authorities trusted, for HTTP.</summary>
    public string? Ca { get; init; }

    /// <summary>Whether any server certificate is taken, for HTTP.</summary>
    public bool Insecure { get; init; }

    /// <summary>The folder that each delivery becomes a file in.</summary>
    public string? File { get; init; }

    /// <summary>The server, for mail.</summary>
    public SmtpServer? Smtp { get; init; }

    /// <summary>The sender, whatever a delivery says, for mail.</summary>
    public string? From { get; init; }

    /// <summary>Shows no member: some are secret.</summary>
    public override string ToString() => nameof(DestinationOptions);
}
