using System.Globalization;
using System.Text;

namespace Butler.RelayAgent.Udp;

/// <summary>The names of encodings, including code pages.</summary>
internal static class EncodingName
{
    /// <summary>All known names, and <c>auto</c>.</summary>
    public static IEnumerable<string> All =>
    [
        "auto",
        .. Encoding.GetEncodings().Concat(CodePagesEncodingProvider.Instance.GetEncodings()).Select(encoding => encoding.Name).Distinct(),
    ];

    /// <summary>The encoding of a name, or of the number of a code page; null when it is unknown.</summary>
    public static Encoding? Find(string name)
    {
        var number = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page > 0 ? page : (int?)null;
        var codePages = CodePagesEncodingProvider.Instance;
        if ((number is { } known ? codePages.GetEncoding(known) : codePages.GetEncoding(name)) is { } codePage)
        {
            return codePage;
        }

        try
        {
            return number is { } builtIn ? Encoding.GetEncoding(builtIn) : Encoding.GetEncoding(name);
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return null; // the caller reports it, with the known names
        }
    }
}
