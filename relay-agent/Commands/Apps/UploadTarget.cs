namespace Butler.RelayAgent.Commands.Apps;

/// <summary>Where descriptions of apps may be uploaded: the storage accounts that the relay's file names, by HTTPS.</summary>
internal static class UploadTarget
{
    /// <summary>An account without more is one of the public cloud. An account of the same name in another cloud belongs to somebody else.</summary>
    private const string PublicCloud = ".blob.core.windows.net";

    private static readonly string[] Clouds = [PublicCloud, ".blob.core.usgovcloudapi.net", ".blob.core.chinacloudapi.cn", ".blob.storage.azure.net"];

    /// <summary>The host of an account as the file names it, <c>acme</c> or <c>acme.blob.core.usgovcloudapi.net</c>.</summary>
    /// <returns>What is wrong with the name; null when nothing is.</returns>
    public static string? TryParse(string text, out string host)
    {
        var name = text.ToLowerInvariant();
        host = IsAccount(name) ? name + PublicCloud : name;
        var cloud = Array.Find(Clouds, host.EndsWith);
        return cloud is not null && host[..^cloud.Length].Split('.') is [var account, ..] && IsAccount(account) && Uri.CheckHostName(host) == UriHostNameType.Dns
            ? null
            : $"must be a storage account such as acme, or its host in another cloud such as acme{Clouds[1]}, not \"{text}\"";
    }

    /// <summary>Whether an upload may go there. The address holds a signature, so it is in no message; its host may be.</summary>
    /// <param name="upload">The address.</param>
    /// <param name="hosts">The hosts that the file allows.</param>
    /// <param name="loopback">Whether a storage emulator on loopback is allowed, as under <c>butler up</c>.</param>
    public static bool IsAllowed(Uri upload, IReadOnlyList<string> hosts, bool loopback) => upload is { IsAbsoluteUri: true, UserInfo: "" }
        && ((upload.Scheme == Uri.UriSchemeHttps && upload.IsDefaultPort && hosts.Contains(upload.IdnHost, StringComparer.OrdinalIgnoreCase))
            || (loopback && upload.Scheme == Uri.UriSchemeHttp && upload.IsLoopback));

    private static bool IsAccount(string name) => name.Length is >= 3 and <= 24 && name.All(char.IsAsciiLetterOrDigit);
}
