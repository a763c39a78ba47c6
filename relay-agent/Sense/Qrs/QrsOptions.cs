using Butler.Core.Configuration;

namespace Butler.RelayAgent.Sense.Qrs;

/// <summary>Sense's repository service and how to authenticate there. Paths are full.</summary>
internal sealed record QrsOptions
{
    /// <summary>The address, without <c>/qrs/</c>.</summary>
    public required Uri Url { get; init; }

    /// <summary>The client certificate's PEM file.</summary>
    public string? Certificate { get; init; }

    /// <summary>Its key's PEM file.</summary>
    public string? Key { get; init; }

    /// <summary>A PFX file, instead of the two.</summary>
    public string? Pfx { get; init; }

    /// <summary>The password of the PFX file or of the key.</summary>
    [Secret]
    public string? Password { get; init; }

    /// <summary>The thumbprint of a certificate in the Windows store, instead of files.</summary>
    public string? Thumbprint { get; init; }

    /// <summary>Sense's own root certificates, a PEM file; null: the machine's roots.</summary>
    public string? Ca { get; init; }

    /// <summary>The name in the server's certificate; null: the host of the address.</summary>
    public string? ServerName { get; init; }

    /// <summary>Whether the server's certificate is checked.</summary>
    public bool Verify { get; init; } = true;

    /// <summary>The user, <c>DIRECTORY\user</c>.</summary>
    public string User { get; init; } = @"INTERNAL\sa_api";

    /// <summary>The maximum number of concurrent requests, 1 to 64; how many are made follows the service's answers.</summary>
    public int MaxConnections { get; init; } = 24;

    /// <summary>Shows no members, because some are secret.</summary>
    public override string ToString() => nameof(QrsOptions);
}
