using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Butler.Core.Commands;

namespace Butler.Functions.ScriptLogs;

/// <summary>
/// Signs the links to script logs, which work without a function key until they expire. The signature is the HMAC-SHA256 of path and
/// expiry. Its key is derived from the master key, the app setting <c>BUTLER_COMMAND_KEY</c>. Without the master key or the app's address
/// there are no links.
/// </summary>
/// <param name="master">The master key; null when it is not set or too short.</param>
/// <param name="keyProblem">The problem of the master key, as the end of a sentence.</param>
/// <param name="address">The app's own address without <c>/api</c>; null when it is unknown.</param>
internal sealed class ScriptLogLinks(MasterKey? master, string? keyProblem, Uri? address)
{
    /// <summary>The path of a link below the prefix <c>api</c>.</summary>
    public const string Route = "script-logs/{site}/{day}/{id}";

    private readonly byte[]? key = master?.ForScriptLogs();

    /// <summary>Why there are no links, as a sentence without a period; null when there are.</summary>
    public string? Problem =>
        key is null ? $"the app setting BUTLER_COMMAND_KEY {keyProblem}"
        : address is null ? "the app does not know its own address; set the app setting BUTLER_PUBLIC_URL"
        : null;

    /// <summary>The link to a script log; null without links.</summary>
    /// <param name="name">The script log.</param>
    /// <param name="expires">When the link expires; fractions of a second are cut off.</param>
    public Uri? Of(ScriptLogName name, DateTimeOffset expires)
    {
        var until = expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return key is not null && address is not null
            ? new Uri($"{address.AbsoluteUri.TrimEnd('/')}/api/script-logs/{name.Path}?expires={until}&signature="
                + Signature(key, name.Path, until))
            : null;
    }

    /// <summary>Verifies a link in constant time.</summary>
    /// <param name="path">The path of the script log, as the link has it.</param>
    /// <param name="expires">The parameter of the link, in seconds since 1970.</param>
    /// <param name="signature">The parameter of the link.</param>
    /// <returns>When the link expires; null when it is not one that this app has made.</returns>
    public DateTimeOffset? Verify(string path, string expires, string signature) =>
        key is not null && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(signature), Encoding.UTF8.GetBytes(Signature(key, path, expires)))
            ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(expires, CultureInfo.InvariantCulture))
            : null;

    // A signed path has no line break, so that no other path and expiry are the same text.
    private static string Signature(byte[] key, string path, string expires) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{path}\n{expires}")));
}
