using Butler.Core.Configuration;

namespace Butler.RelayAgent.Sense.Qrs;

internal static class QrsOptionsReader
{
    /// <summary>The keys for client certificates.</summary>
    private static readonly string[] Certificates = ["certificate", "pfx", "thumbprint"];

    /// <summary>The section <c>qrs</c>.</summary>
    public static YamlType<QrsOptions> Type() => Yaml.Object(keys =>
    {
        var standard = new QrsOptions { Url = null! };
        var options = new QrsOptions
        {
            Url = keys.Required("url", Yaml.Url().Then<Uri>(BaseOnly), "the repository service, such as https://sense.example.com:4242"),
            Certificate = keys.Optional("certificate", Yaml.Text, "The client certificate, a PEM file, relative to this file"),
            Key = keys.Optional("key", Yaml.Text, "Its key, a PEM file"),
            Pfx = keys.Optional("pfx", Yaml.Text, "The client certificate with its key, a PFX file, instead of certificate and key"),
            Password = keys.Optional("password", Yaml.Secret, "The password of the PFX file or of the key"),
            Thumbprint = keys.Optional(
                "thumbprint", Yaml.Text.Then<string>(Thumbprint), "The client certificate in the Windows store, instead of files"),
            Ca = keys.Optional("ca", Yaml.Text, "Sense's own root certificate, a PEM file; absent: the machine's roots"),
            ServerName = keys.Optional("serverName", Yaml.Text, "The name in the server's certificate, if it differs from the host of url"),
            Verify = keys.Optional("verify", Yaml.Bool, standard.Verify, "Whether the server's certificate is checked"),
            User = keys.Optional("user", Yaml.Text.Then<string>(User), standard.User, "The user, DIRECTORY\\user"),
            MaxConnections = keys.Optional(
                "maxConnections", Yaml.Int(1, 64), standard.MaxConnections,
                "The maximum number of concurrent requests; how many are made follows the service's answers"),
        };

        if (keys.IsReading && options.Url is { Scheme: "https" })
        {
            CheckCertificate(keys, options);
        }

        return options;
    });

    private static void CheckCertificate(YamlKeys keys, QrsOptions options)
    {
        if (Certificates.Count(keys.Has) != 1)
        {
            keys.Fail("certificate", "exactly one client certificate is needed: certificate with key, or pfx, or thumbprint");
        }
        else if (keys.Has("certificate") != keys.Has("key"))
        {
            keys.Fail("key", "certificate and key belong together");
        }
        else if (options.Thumbprint is not null && !OperatingSystem.IsWindows())
        {
            keys.Fail("thumbprint", "names a certificate in the Windows store; here use certificate and key, or pfx");
        }
    }

    private static string? BaseOnly(Uri url, out Uri result)
    {
        result = url;
        return url.AbsolutePath is not ("/" or "/qrs" or "/qrs/") || url.Query.Length > 0 || url.UserInfo.Length > 0
            ? "must be the service's address only, such as https://sense.example.com:4242"
            : null;
    }

    private static string? Thumbprint(string text, out string result)
    {
        result = new string([.. text.Where(char.IsAsciiHexDigit)]).ToUpperInvariant();
        return result.Length is 40 or 64 ? null : "must be the 40 hexadecimal digits that the Windows certificate store shows";
    }

    private static string? User(string text, out string result) =>
        (result = text).Split('\\') is [{ Length: > 0 }, { Length: > 0 }] && !text.Any(c => char.IsControl(c) || c == ';')
            ? null
            : @"must be a user directory and a user id, such as INTERNAL\sa_api";
}
