using System.Net;
using Butler.Core.Configuration;

namespace Butler.RelayAgent.Configuration;

internal static class ProxyOptionsReader
{
    /// <summary>The section <c>proxy</c>. Null when the section is empty.</summary>
    public static YamlType<ProxyOptions?> Type() => Yaml.Object(keys =>
    {
        var url = keys.Optional(
            "url",
            Yaml.Secret.Then<Uri>(Address),
            "The proxy's address, such as http://proxy.example.com:8080; with USER:PASSWORD@ if it requires them");
        var asAccount = keys.Optional(
            "useDefaultCredentials", Yaml.Bool, fallback: false, "Whether to log on as the account that the relay runs as (Windows)");
        if (asAccount && url is null && !keys.IsFaulty("url"))
        {
            keys.Fail("useDefaultCredentials", "has no effect without url, the proxy's address");
        }
        else if (asAccount && url is { UserInfo.Length: > 0 })
        {
            keys.Fail("useDefaultCredentials", "and a user in url exclude each other; remove one of them");
        }

        return url is null ? null : new ProxyOptions
        {
            Url = new UriBuilder(url) { UserName = "", Password = "" }.Uri,
            UseDefaultCredentials = asAccount,
            Credentials = url.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var password]
                ? new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(string.Concat(password)))
                : null,
        };
    });

    private static string? Address(string text, out Uri url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url!) && url is { Scheme: "http" or "https", Host.Length: > 0, PathAndQuery: "/" }
            ? null
            : "is not http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT with special characters percent-encoded";
}
