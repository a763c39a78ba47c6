namespace Butler.Functions.Templates;

/// <summary>Finds the form of a text by its media type.</summary>
internal static class TextForms
{
    /// <summary>
    /// The form of a media type such as <c>application/soap+xml; charset=utf-8</c>; plain text for types without escaping.
    /// </summary>
    public static TextForm Of(string contentType)
    {
        var type = contentType.Split(';')[0].Trim().ToLowerInvariant();
        var kind = type[(type.LastIndexOfAny(['/', '+']) + 1)..];
        return kind switch
        {
            "xml" or "xml-dtd" => TextForm.Xml,
            "html" => TextForm.Html,
            "x-www-form-urlencoded" => TextForm.UrlEncoded,
            _ => type.Contains("json", StringComparison.Ordinal) ? TextForm.Json : TextForm.Plain,
        };
    }
}
