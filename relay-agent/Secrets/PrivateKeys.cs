namespace Butler.RelayAgent.Secrets;

/// <summary>Finds private keys as PEM has them, in lines of their own or with <c>\n</c> in one line. Certificates stay: they are public.</summary>
internal static class PrivateKeys
{
    /// <summary>How a block begins.</summary>
    public const string Begin = "-----BEGIN";

    /// <summary>How it ends.</summary>
    public const string End = "-----END";

    private const string Dashes = "-----";
    private const int MaxLabel = 60;

    /// <summary>Where the key begins, after the line that names it; -1 when this block is not a private key.</summary>
    public static int ContentOf(ReadOnlySpan<char> text, int at)
    {
        var label = text[(at + Begin.Length)..];
        var end = label[..Math.Min(MaxLabel, label.Length)].IndexOf(Dashes, StringComparison.Ordinal);
        return end >= 0 && label[..end].Contains("PRIVATE KEY", StringComparison.Ordinal) ? at + Begin.Length + end + Dashes.Length : -1;
    }
}
