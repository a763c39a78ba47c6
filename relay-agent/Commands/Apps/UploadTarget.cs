namespace Butler.RelayAgent.Commands.Apps;

/// <summary>Checks where descriptions of apps may be uploaded: to the storage accounts in the relay's file, with HTTPS.</summary>
internal static class UploadTarget
{
    /// <summary>
    /// The domain of an account without a host: the public cloud. An account of the same name in another cloud has another owner.
    /// </summary>
    private const string PublicCloud = ".blob.core.windows.net";

    private static readonly string[] Clouds =
        [PublicCloud, ".blob.core.usgovcloudapi.net", ".blob.core.chinacloudapi.cn", ".blob.storage.azure.net"];

    /// <summary>The host of an account in the file, <c>acme</c> or <c>acme.blob.core.usgovcloudapi.net</c>.</summary>
    /// <returns>The problem; null when the name is valid.</returns>
    public static string? TryParse(string text, out string host)
    {
        var name = text.ToLowerInvariant();
        host = IsAccount(name) ? name + PublicCloud : name;
        var cloud = Array.Find(Clouds, host.EndsWith);
        return cloud is not null && host[..^cloud.Length].Split('.') is [var account, ..] && IsAccount(account)
            && Uri.CheckHostName(host) == UriHostNameType.Dns
            ? null
            : $"must be a storage account such as acme, or its host in another cloud such as acme{Clouds[1]}, not \"{text}\"";
    }

    /// <summary>Whether an upload to the address is allowed. The address holds a signature, so messages show only its host.</summary>
    /// <param name="upload">The address.</param>
    /// <param name="hosts">The hosts that the file allows.</param>
    /// <param name="loopback">Whether a storage emulator on loopback is allowed, as under <c>butler up</c>.</param>
    public static bool IsAllowed(Uri upload, IReadOnlyList<string> hosts, bool loopback) => upload is { IsAbsoluteUri: true, UserInfo: "" }
        && ((upload.Scheme == Uri.UriSchemeHttps && upload.IsDefaultPort
            && hosts.Contains(upload.IdnHost, StringComparer.OrdinalIgnoreCase))
            || (loopback && upload.Scheme == Uri.UriSchemeHttp && upload.IsLoopback));

    private static bool IsAccount(string name) => name.Length is >= 3 and <= 24 && name.All(char.IsAsciiLetterOrDigit);
}
