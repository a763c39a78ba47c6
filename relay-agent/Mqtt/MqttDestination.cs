using Butler.Core.Configuration;
using Butler.Core.Destinations.Mqtt;

namespace Butler.RelayAgent.Mqtt;

/// <summary>A broker in the relay's own file.</summary>
internal sealed record MqttDestination
{
    public required MqttAddress Address { get; init; }

    public MqttVersion? Version { get; init; }

    public string? ClientId { get; init; }

    public string? User { get; init; }

    [Secret]
    public string? Password { get; init; }

    public MqttTls Tls { get; init; } = new();

    /// <summary>Makes paths full, relative to the file's folder.</summary>
    public MqttDestination WithFullPaths(string directory) => this with
    {
        Tls = Tls with
        {
            CaFile = Full(Tls.CaFile, directory),
            CertificateFile = Full(Tls.CertificateFile, directory),
            KeyFile = Full(Tls.KeyFile, directory),
        },
    };

    /// <summary>Shows no members, because some are secret.</summary>
    public override string ToString() => nameof(MqttDestination);

    private static string? Full(string? path, string directory) => path is null ? null : Path.GetFullPath(path, directory);
}
