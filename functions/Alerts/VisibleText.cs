using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Butler.Functions.Alerts;

/// <summary>
/// Makes text safe to show. Control characters and halves of surrogate pairs become U+FFFD. Characters that change the direction of
/// writing are removed, because they can make a name look like another one (<c>gpj.exe</c> written backwards).
/// </summary>
internal static class VisibleText
{
    /// <summary>All of them are in the first part of Unicode's basic plane.</summary>
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        [.. Enumerable.Range(0, 0x2100).Select(code => (char)code).Where(IsForbidden)]);

    /// <summary>Whether a character changes the direction of the text after it (Unicode's embeddings, overrides and isolates).</summary>
    public static bool TurnsDirection(char c) => c is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069';

    /// <summary>The safe text; line breaks and tabs are kept.</summary>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAny(Forbidden) && !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return text;
        }

        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!rune.IsBmp || !IsForbidden((char)rune.Value))
            {
                shown.Append(rune.ToString());
            }
            else if (!TurnsDirection((char)rune.Value))
            {
                shown.Append('\uFFFD');
            }
        }

        return shown.ToString();
    }

    /// <summary>Makes every text of a JSON document safe.</summary>
    public static void Clean(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                {
                    if (Shown(value) is { } shown)
                    {
                        members[name] = shown;
                    }

                    Clean(value);
                }

                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    if (Shown(items[i]) is { } shown)
                    {
                        items[i] = shown;
                    }

                    Clean(items[i]);
                }

                break;
        }
    }

    /// <summary>The safe text; null when the node is not a text, or is already safe.</summary>
    private static string? Shown(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is var text
            && Of(text) is var shown && !ReferenceEquals(shown, text)
            ? shown
            : null;

    private static bool IsForbidden(char c) => (char.IsControl(c) && c is not ('\n' or '\r' or '\t')) || TurnsDirection(c);
}
