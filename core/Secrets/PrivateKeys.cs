namespace Butler.Core.Secrets;

/// <summary>
/// Finds private keys in PEM format, on separate lines or with <c>\n</c> on one line. Certificates are public and not masked.
/// </summary>
internal static class PrivateKeys
{
    /// <summary>The beginning of a block.</summary>
    public const string Begin = "-----BEGIN";

    /// <summary>The end of a block.</summary>
    public const string End = "-----END";

    private const string Dashes = "-----";
    private const int MaxLabel = 60;

    /// <summary>The start of the key, after its header line; -1 when this block is not a private key.</summary>
    public static int ContentOf(ReadOnlySpan<char> text, int at)
    {
        var label = text[(at + Begin.Length)..];
        var end = label[..Math.Min(MaxLabel, label.Length)].IndexOf(Dashes, StringComparison.Ordinal);
        return end >= 0 && label[..end].Contains("PRIVATE KEY", StringComparison.Ordinal) ? at + Begin.Length + end + Dashes.Length : -1;
    }
}
