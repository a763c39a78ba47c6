namespace Butler.RelayAgent.LicenseRelease;

/// <summary>The types of access licenses that can be released.</summary>
internal static class AccessTypes
{
    public const string Professional = "professional";

    public const string Analyzer = "analyzer";

    /// <summary>The path of a type's entities, below <c>/qrs/</c>.</summary>
    public static string Path(string type) => $"license/{type}accesstype";
}
