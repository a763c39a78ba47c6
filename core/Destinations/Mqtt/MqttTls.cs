using Butler.Core.Configuration;

namespace Butler.Core.Destinations.Mqtt;

/// <summary>The TLS settings of the broker and this client. The files are read again for each connection.</summary>
public sealed record MqttTls
{
    /// <summary>A PEM file with the certificate authorities to trust, instead of the machine's own.</summary>
    public string? CaFile { get; init; }

    /// <summary>The name in the broker's certificate, if it differs from the address.</summary>
    public string? ServerName { get; init; }

    /// <summary>This client's certificate, PEM or PFX; null: none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The certificate's key, PEM; null when it is in the same file.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The password of the key or PFX.</summary>
    [Secret]
    public string? KeyPassword { get; init; }

    /// <summary>Accepts any certificate. Anyone on the network path can then read and change the traffic.</summary>
    public bool Insecure { get; init; }

    /// <summary>Shows no members, because some are secret.</summary>
    public override string ToString() => nameof(MqttTls);
}
