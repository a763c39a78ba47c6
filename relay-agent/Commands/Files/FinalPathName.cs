namespace Butler.RelayAgent.Commands.Files;

/// <summary>Converts between the two forms of a full path on Windows.</summary>
internal static class FinalPathName
{
    private const string Prefix = @"\\?\";
    private const string SharePrefix = @"\\?\UNC\";

    /// <summary>Without a prefix, as operators write it: <c>D:\folder</c>, <c>\\server\share\folder</c>.</summary>
    public static string Plain(string path) =>
        path.StartsWith(SharePrefix, StringComparison.OrdinalIgnoreCase) ? string.Concat(@"\\", path.AsSpan(SharePrefix.Length))
        : path.StartsWith(Prefix, StringComparison.Ordinal) ? path[Prefix.Length..]
        : path;

    /// <summary>
    /// With the prefix that removes the limit of 260 characters: <c>\\?\D:\folder</c>, <c>\\?\UNC\server\share\folder</c>.
    /// </summary>
    public static string Extended(string path) =>
        path.StartsWith(Prefix, StringComparison.Ordinal) ? path
        : path.StartsWith(@"\\", StringComparison.Ordinal) ? string.Concat(SharePrefix, path.AsSpan(2))
        : Prefix + path;
}
