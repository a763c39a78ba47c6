using Butler.Core.Configuration;

namespace Butler.Core.Destinations.Smtp;

/// <summary>How the connection to an SMTP server is secured.</summary>
public enum SmtpSecurity
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By STARTTLS; a server that does not offer it gets nothing.</summary>
    StartTls,

    /// <summary>From the first byte on.</summary>
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

    /// <summary>The name in the server's certificate, where it is not the host.</summary>
    public string? ServerName { get; init; }

    /// <summary>The user to log in as; null: nobody logs in.</summary>
    public string? User { get; init; }

    /// <summary>Secret: the user's password.</summary>
    [Secret]
    public string? Password { get; init; }

    /// <summary>A PEM file with the only authorities trusted for this server; null: the system's.</summary>
    public string? Ca { get; init; }

    /// <summary>Whether any certificate is taken.</summary>
    public bool Insecure { get; init; }

    /// <summary>Shows no member: some are secret.</summary>
    public override string ToString() => nameof(SmtpServer);
}
