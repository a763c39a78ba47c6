using System.Runtime.InteropServices;

namespace Butler.Core.Secrets;

/// <summary>The places in a text that hold secrets, in ascending order.</summary>
internal sealed class SecretRanges
{
    /// <summary>The replacement of a secret.</summary>
    public const string Mask = "***";

    private List<(int Start, int End)>? ranges;

    /// <summary>Adds a range; empty and already masked ranges are ignored.</summary>
    public void Add(ReadOnlySpan<char> text, int start, int end)
    {
        if (end > start && !text[start..end].SequenceEqual(Mask))
        {
            (ranges ??= []).Add((start, end));
        }
    }

    /// <summary>The text with all ranges masked; the same instance when there is none.</summary>
    public string Apply(string text)
    {
        if (ranges is null)
        {
            return text;
        }

        var length = text.Length;
        foreach (var (start, end) in ranges)
        {
            length += Mask.Length - (end - start);
        }

        return string.Create(length, (text, ranges), static (result, from) =>
        {
            var at = 0;
            foreach (var (start, end) in CollectionsMarshal.AsSpan(from.ranges))
            {
                from.text.AsSpan(at, start - at).CopyTo(result);
                result = result[(start - at)..];
                Mask.CopyTo(result);
                result = result[Mask.Length..];
                at = end;
            }

            from.text.AsSpan(at).CopyTo(result);
        });
    }
}
