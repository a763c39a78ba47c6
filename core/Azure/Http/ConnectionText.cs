namespace Butler.Core.Azure.Http;

/// <summary>The <c>Name=value;Name=value</c> form of Azure's connection strings.</summary>
internal static class ConnectionText
{
    /// <summary>Its parts by name, compared without case; an error never shows a value.</summary>
    /// <exception cref="FormatException">A part has no equals sign.</exception>
    public static IReadOnlyDictionary<string, string> Parse(string text)
    {
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new FormatException(
                    "A connection string is made of Name=value parts with semicolons between them; one part has no equals sign.");
            }

            parts[part[..equals]] = part[(equals + 1)..];
        }

        return parts;
    }
}
