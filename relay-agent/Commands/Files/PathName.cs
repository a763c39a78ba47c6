using System.Buffers;
using System.Net;
using System.Text.RegularExpressions;

namespace Butler.RelayAgent.Commands.Files;

/// <summary>The styles of paths.</summary>
internal enum PathStyle
{
    /// <summary>Starts with <c>/</c>; names are case-sensitive.</summary>
    Unix,

    /// <summary>Starts with a drive letter or a network share; both slashes; names are case-insensitive.</summary>
    Windows,
}

/// <summary>
/// The parts of a full path. Only unambiguous paths are accepted: without <c>..</c>, device path, device name, alternate data stream, short
/// (8.3) name, or a name that Windows would silently change.
/// </summary>
/// <param name="Style">The style.</param>
/// <param name="Root"><c>/</c>, <c>D:\</c> or <c>\\server\share\</c>.</param>
/// <param name="Names">The names below the root.</param>
internal sealed partial record PathName(PathStyle Style, string Root, IReadOnlyList<string> Names)
{
    private const int LongestName = 255;
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("<>:\"|?*");

    /// <summary>This machine's style.</summary>
    public static PathStyle ThisMachine => OperatingSystem.IsWindows() ? PathStyle.Windows : PathStyle.Unix;

    /// <summary>The path as text.</summary>
    public string Text => Root + string.Join(Style == PathStyle.Windows ? '\\' : '/', Names);

    /// <summary>How names are compared.</summary>
    public StringComparison Comparison => Style == PathStyle.Windows ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>Splits a full path.</summary>
    /// <param name="text">The path.</param>
    /// <param name="style">The style.</param>
    /// <param name="path">The path, on success.</param>
    /// <param name="problem">The problem, as the text after "it".</param>
    public static bool TryParse(string text, PathStyle style, out PathName path, out string problem)
    {
        path = null!;
        if (!TryRoot(text, style, out var root, out var length, out problem)
            || !TryNames(text[length..], style, out var names, out problem))
        {
            return false;
        }

        path = new PathName(style, root, names);
        return true;
    }

    /// <summary>A path below this one.</summary>
    /// <param name="relative">The path from here.</param>
    /// <param name="path">The whole path, on success.</param>
    /// <param name="problem">The problem, as the text after "it".</param>
    public bool TryJoin(string relative, out PathName path, out string problem)
    {
        path = this;
        if (relative.StartsWith('/') || relative.StartsWith('\\')
            || (Style == PathStyle.Windows && relative.Contains(':', StringComparison.Ordinal)))
        {
            problem = "is not a path from the folder";
            return false;
        }

        if (!TryNames(Style == PathStyle.Windows ? relative : relative.Replace('\\', '/'), Style, out var names, out problem))
        {
            return false;
        }

        path = this with { Names = [.. Names, .. names] };
        return true;
    }

    /// <summary>Whether this path is below a folder; the folder itself does not count.</summary>
    public bool IsBelow(PathName folder) =>
        Style == folder.Style && Root.Equals(folder.Root, Comparison) && Names.Count > folder.Names.Count
        && folder.Names.Zip(Names).All(pair => pair.First.Equals(pair.Second, Comparison));

    /// <summary>Reads the root of a path.</summary>
    /// <param name="text">The path.</param>
    /// <param name="style">The style.</param>
    /// <param name="root">The normalized root.</param>
    /// <param name="length">The length of the root in the text.</param>
    /// <param name="problem">The problem, as the text after "it".</param>
    private static bool TryRoot(string text, PathStyle style, out string root, out int length, out string problem)
    {
        (root, length, problem) = ("/", 1, "");
        if (style == PathStyle.Unix)
        {
            problem = TwoSlashes().IsMatch(text) ? "is a network or device path" : text.StartsWith('/') ? "" : "does not start with /";
        }
        else if (TwoSlashes().IsMatch(text))
        {
            var share = Share().Match(text);
            (root, length) = ($@"\\{share.Groups["server"].Value}\{share.Groups["share"].Value}\", share.Length);
            problem = ShareProblem(share.Groups["server"].Value, share.Groups["share"].Value) ?? "";
        }
        else if (Drive().IsMatch(text))
        {
            (root, length) = (char.ToUpperInvariant(text[0]) + @":\", 3);
        }
        else
        {
            problem = @"does not start with a drive such as D:\ or a share such as \\server\share";
        }

        return problem.Length == 0;
    }

    private static string? ShareProblem(string server, string share) => server switch
    {
        "." or "?" => "is a device path",
        _ when server.Length == 0 || share.Length == 0 => @"is a network path without server and share, such as \\server\share",
        _ when !Server().IsMatch(server) => "does not name its server by a host name or address",
        _ when IsThisMachine(server) =>
            @"is a share of this machine, where the relay cannot recognize its own files; name the folder by its drive, such as D:\qvd",
        _ when NoFiles().IsMatch(share) => "is a device path",
        _ => Problem(share, PathStyle.Windows),
    };

    /// <summary>Whether a server is certainly this machine. The operator must avoid its other names and addresses.</summary>
    private static bool IsThisMachine(string server)
    {
        var labels = server.Split('.');
        return labels[^1].Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || labels[0].Equals(Environment.MachineName.Split('.')[0], StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(server, out var address) && IPAddress.IsLoopback(address))
            || server.Equals("--1.ipv6-literal.net", StringComparison.OrdinalIgnoreCase)
            || server.Equals("0--1.ipv6-literal.net", StringComparison.OrdinalIgnoreCase);
    }

    private static bool TryNames(string text, PathStyle style, out IReadOnlyList<string> names, out string problem)
    {
        names = text.Split(style == PathStyle.Windows ? ['\\', '/'] : ['/'], StringSplitOptions.RemoveEmptyEntries);
        problem = names.Select(name => Problem(name, style)).FirstOrDefault(each => each is not null) ?? "";
        return problem.Length == 0;
    }

    private static string? Problem(string name, PathStyle style) => name switch
    {
        "." or ".." => "has . or .. in it",
        { Length: > LongestName } => "has a name in it that is longer than 255 characters",
        _ when name.Any(char.IsControl) => "has control characters in it",
        _ when style == PathStyle.Unix => name.Contains('\\', StringComparison.Ordinal) ? "has a backslash in it" : null,
        _ when name.AsSpan().ContainsAny(Forbidden) => "has a character in it that no name on Windows may have (an alternate data stream?)",
        _ when name[^1] is '.' or ' ' => "has a name in it that ends with a dot or space",
        _ when Device().IsMatch(name) => "names a device",
        _ when Short().IsMatch(name) => "has a short name in it",
        _ => null,
    };

    [GeneratedRegex(@"^[A-Za-z]:[\\/]")]
    private static partial Regex Drive();

    [GeneratedRegex(@"^[\\/]{2}")]
    private static partial Regex TwoSlashes();

    [GeneratedRegex(@"^[\\/]{2}(?<server>[^\\/]*)([\\/](?<share>[^\\/]*))?")]
    private static partial Regex Share();

    // Without @, which marks a port of WebDAV, and without names with a meaning in Windows, such as wsl$.
    [GeneratedRegex(@"^[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)*$")]
    private static partial Regex Server();

    // Named pipes and mail slots.
    [GeneratedRegex(@"^(PIPE|IPC\$|MAILSLOT)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NoFiles();

    // https://learn.microsoft.com/windows/win32/fileio/naming-a-file: reserved with any extension; superscript digits count too.
    [GeneratedRegex(
        @"^(CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|COM[0-9¹²³]|LPT[0-9¹²³])\s*(\..*)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Device();

    [GeneratedRegex(@"^[^.]{1,6}~[0-9]{1,6}(\.[^.]{0,3})?$")]
    private static partial Regex Short();
}
