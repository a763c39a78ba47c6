using System.Globalization;
using System.Text;
using Butler.Core.Events;

namespace Butler.Core.Azure.Tables;

/// <summary>
/// Encodes any text as a partition or row key, reversibly. Table Storage forbids <c>/ \ # ?</c> and control characters in keys, and
/// <c>%</c> causes problems in URLs. Each of them, and the escape character itself, becomes <c>~</c> and its hexadecimal code.
/// </summary>
public static class TableKey
{
    /// <summary>
    /// The maximum length of a key, in characters. Longer texts are hashed (<c>~~</c> and the SHA-256) and cannot be decoded.
    /// </summary>
    public const int MaxLength = 400;

    /// <summary>Encodes a text as a key.</summary>
    public static string Escape(string text)
    {
        if (text.All(IsPlain))
        {
            return Bounded(text, text);
        }

        var key = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            _ = IsPlain(c) ? key.Append(c) : key.Append('~').Append(((int)c).ToString("X2", CultureInfo.InvariantCulture));
        }

        return Bounded(key.ToString(), text);
    }

    /// <summary>Decodes a key from <see cref="Escape"/>; returns a hashed key unchanged.</summary>
    public static string Unescape(string key)
    {
        if (!key.Contains('~', StringComparison.Ordinal) || key.StartsWith("~~", StringComparison.Ordinal))
        {
            return key;
        }

        var text = new StringBuilder(key.Length);
        for (var i = 0; i < key.Length; i++)
        {
            if (key[i] == '~' && i + 2 < key.Length
                && int.TryParse(key.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                text.Append((char)code);
                i += 2;
            }
            else
            {
                text.Append(key[i]);
            }
        }

        return text.ToString();
    }

    private static bool IsPlain(char c) => c is not ('/' or '\\' or '#' or '?' or '%' or '~') && !char.IsControl(c);

    private static string Bounded(string key, string text) => key.Length <= MaxLength ? key : "~~" + EventIdentity.Hash(text);
}
