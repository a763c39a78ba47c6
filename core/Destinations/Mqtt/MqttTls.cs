using Butler.Core.Configuration;

namespace Butler.Core.Destinations.Mqtt;

/// <summary>How the broker proves who it is, and this client who it is. Files are read afresh for each connection.</summary>
public sealed record MqttTls
{
    /// <summary>A PEM file with the authorities that may have signed the broker's certificate, instead of the machine's own.</summary>
    public string? CaFile { get; init; }

    /// <summary>The name the broker's certificate must hold, where that is not the address's.</summary>
    public string? ServerName { get; init; }

    /// <summary>This client's certificate, PEM or PFX; null: none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Its key, PEM; null where it stands in the same file.</summary>
    public string? KeyFile { get; init; }

    /// <summary>What the key or PFX is locked with.</summary>
    [Secret]
    public string? KeyPassword { get; init; }

    /// <summary>Takes any certificate. Anybody on the way can then read and change everything.</summary>
    public bool Insecure { get; init; }

    /// <summary>Shows no member: some are secret.</summary>
    public override string ToString() => nameof(MqttTls);
}
