using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Butler.Core.Configuration;

namespace Butler.Functions.Configuration;

/// <summary>
/// Checks the certificate files of channels. The configuration is valid without them, but deliveries to these channels fail.
/// </summary>
internal static class ChannelFiles
{
    /// <summary>The files that are missing, cannot be read or hold no certificate.</summary>
    /// <param name="file">The configuration's name, for messages.</param>
    /// <param name="text">Its text, for lines.</param>
    /// <param name="options">The configuration.</param>
    public static IReadOnlyList<ConfigurationFault> Check(string file, string text, ButlerOptions options)
    {
        var lines = new YamlLines(text);
        return
        [
            .. from channel in options.Channels
               from named in channel.Value.CertificateFiles
               where named.Path is not null
               let problem = Problem(named.Path!, named.Key[^1] != "key")
               where problem is not null
               let path = (string[])["channels", channel.Key, .. named.Key]
               select new ConfigurationFault(
                   file, lines.Of(path) ?? 0, string.Join('.', path), $"names the file {named.Path}, which {problem}"),
        ];
    }

    private static string? Problem(string path, bool holdsCertificates)
    {
        try
        {
            if (!File.Exists(path))
            {
                return "does not exist; a relative path starts at the folder of this configuration";
            }

            var pem = File.ReadAllText(path);
            var found = new X509Certificate2Collection();
            if (holdsCertificates)
            {
                found.ImportFromPem(pem);
            }

            return holdsCertificates && found.Count == 0 ? "holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)" : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"cannot be read: {e.Message}";
        }
        catch (CryptographicException e)
        {
            return $"holds a certificate that cannot be read: {e.Message}";
        }
    }
}
