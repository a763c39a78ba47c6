namespace Butler.Functions.Configuration;

/// <summary>Ids of Qlik Cloud's resources. They become parts of paths, so nothing else than an id may stand in their place.</summary>
internal static class CloudIds
{
    public const int MaxLength = 100;

    /// <summary>Whether a text can be an id: letters, digits, hyphens and underscores.</summary>
    public static bool IsId(string text) =>
        text.Length is > 0 and <= MaxLength && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
