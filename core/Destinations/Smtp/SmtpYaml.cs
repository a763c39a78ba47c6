using Butler.Core.Configuration;

namespace Butler.Core.Destinations.Smtp;

/// <summary>Reads an SMTP server from both configuration files.</summary>
public static class SmtpYaml
{
    /// <summary>The section <c>smtp</c>.</summary>
    public static YamlType<SmtpServer> Server { get; } = Yaml.Object(keys =>
    {
        var security = keys.Optional("security", Yaml.OneOf("none", "starttls", "tls"), "starttls", "How the connection is secured.");
        var server = new SmtpServer
        {
            Host = keys.Required("host", Yaml.Text, "The server's name or address."),
            Port = keys.Optional(
                "port", Yaml.Int(1, 65535), security switch { "tls" => 465, "starttls" => 587, _ => 25 }, "The server's port."),
            Security = security switch { "tls" => SmtpSecurity.Tls, "none" => SmtpSecurity.None, _ => SmtpSecurity.StartTls },
            ServerName = keys.Optional("serverName", Yaml.Text, "The name in the server's certificate, where it is not the host."),
            User = keys.Optional("user", Yaml.Text, "The user to log in as."),
            Password = keys.Optional("password", Yaml.Secret, "The user's password."),
            Ca = keys.Optional("ca", Yaml.FilePath, "A PEM file with the authorities to trust, instead of the system's."),
            Insecure = keys.Optional("insecure", Yaml.Bool, "Takes any certificate."),
        };
        if (keys.Has("user") != keys.Has("password"))
        {
            keys.Fail(keys.Has("password") ? "password" : "user", "user and password belong together");
        }

        return server;
    });
}
