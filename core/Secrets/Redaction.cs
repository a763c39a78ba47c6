using System.Text.Json;
using System.Text.RegularExpressions;

namespace Butler.Core.Secrets;

/// <summary>Masks secrets before they leave this machine: passwords, keys, tokens, and matches of the operator's own patterns.</summary>
/// <param name="own">The operator's patterns, each with a match time-out.</param>
public sealed class Redaction(IReadOnlyList<Regex> own)
{
    /// <summary>What takes the place of a secret.</summary>
    public const string Mask = SecretRanges.Mask;

    /// <summary>Masks known secrets, without patterns of an operator.</summary>
    public static readonly Redaction None = new([]);

    private const string TooLong = Mask + " (the search for secrets in this line took too long)";

    /// <summary>
    /// The text without its secrets. It may have several lines. If an operator's pattern takes too long, the whole text is masked.
    /// </summary>
    public string Clean(string text) => CleanOwn(CleanKnown(text));

    /// <summary>The text without known secrets; the operator's patterns are not used.</summary>
    public static string CleanKnown(string text)
    {
        if (text.AsSpan().IndexOfAny(SecretAnchors.For(text)) < 0)
        {
            return text;
        }

        var found = new SecretRanges();
        new SecretScanner(text, found).Scan(0);
        return found.Apply(text);
    }

    /// <summary>The text without matches of the operator's patterns.</summary>
    public string CleanOwn(string text)
    {
        try
        {
            foreach (var pattern in own)
            {
                text = pattern.Replace(text, Mask);
            }

            return text;
        }
        catch (RegexMatchTimeoutException)
        {
            return TooLong;
        }
    }

    /// <summary>A copy of a JSON value without its secrets.</summary>
    public JsonElement Copy(JsonElement value) => new JsonRedaction(this).Copy(value);

    /// <summary>Whether a name is that of a secret.</summary>
    public static bool IsSecret(string name) =>
        SecretNames.KindOf(name) is NameKind.Secret or NameKind.Token or NameKind.Authorization or NameKind.Cookie;

    /// <summary>Whether a JSON member is a secret.</summary>
    public static bool IsSecret(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => SecretNames.KindOf(name) is NameKind.Secret,
        JsonValueKind.String => IsSecret(name) || (SecretNames.KindOf(name) is NameKind.Weak && ValueLooks.LikeSecret(value.GetString())),
        _ => IsSecret(name),
    };
}
