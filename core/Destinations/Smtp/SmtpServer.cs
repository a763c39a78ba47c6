using Butler.Core.Configuration;

namespace Butler.Core.Destinations.Smtp;

/// <summary>How the connection to an SMTP server is secured.</summary>
public enum SmtpSecurity
{
    /// <summary>The connection is not encrypted.</summary>
    None,

    /// <summary>With STARTTLS; nothing is sent to a server that does not offer it.</summary>
    StartTls,

    /// <summary>With TLS from the first byte.</summary>
    Tls,
}

/// <summary>An SMTP server.</summary>
public sealed record SmtpServer
{
    /// <summary>The server's name or address.</summary>
    public string Host { get; init; } = "";

    /// <summary>The server's port.</summary>
    public int Port { get; init; } = 587;

    /// <summary>How the connection is secured.</summary>
    public SmtpSecurity Security { get; init; } = SmtpSecurity.StartTls;

    /// <summary>The name in the server's certificate, if it differs from the host.</summary>
    public string? ServerName { get; init; }

    /// <summary>The user to log in as; null: no login.</summary>
    public string? User { get; init; }

    /// <summary>Secret: the user's password.</summary>
    [Secret]
    public string? Password { get; init; }

    /// <summary>A PEM file with the certificate authorities to trust for this server; null: the system's.</summary>
    public string? Ca { get; init; }

    /// <summary>Whether any certificate is accepted.</summary>
    public bool Insecure { get; init; }

    /// <summary>Shows no members, because some are secret.</summary>
    public override string ToString() => nameof(SmtpServer);
}
