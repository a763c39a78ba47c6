using System.Collections.ObjectModel;
using Butler.Core.Configuration;
using Butler.Core.Destinations.Smtp;
using Butler.RelayAgent.Mqtt;

namespace Butler.RelayAgent.Commands.Delivering;

/// <summary>A destination in the relay's file, with its secrets. Exactly one kind is set.</summary>
internal sealed record DestinationOptions
{
    /// <summary>A broker, for MQTT; null for other kinds.</summary>
    public MqttDestination? Mqtt { get; init; }

    /// <summary>Secret: the address, for HTTP.</summary>
    [Secret]
    public Uri? Http { get; init; }

    /// <summary>POST or PUT, for HTTP.</summary>
    public string Method { get; init; } = "POST";

    /// <summary>Headers, for HTTP. Secret.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>A PEM file with the certificate authorities to trust, for HTTP.</summary>
    public string? Ca { get; init; }

    /// <summary>Whether any server certificate is accepted, for HTTP.</summary>
    public bool Insecure { get; init; }

    /// <summary>The folder in which each delivery becomes a file.</summary>
    public string? File { get; init; }

    /// <summary>The server, for mail.</summary>
    public SmtpServer? Smtp { get; init; }

    /// <summary>The sender, for mail; it replaces the sender of the delivery.</summary>
    public string? From { get; init; }

    /// <summary>Shows no members, because some are secret.</summary>
    public override string ToString() => nameof(DestinationOptions);
}
