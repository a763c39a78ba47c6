using System.Text;
using Butler.Core.Text;

namespace Butler.Core.Configuration;

/// <summary>
/// Puts environment values into a scalar: <c>${NAME}</c> and <c>${NAME:-default}</c>; <c>$${</c> stands for a literal <c>${</c>.
/// </summary>
internal static class EnvironmentText
{
    /// <summary>Whether the text has a placeholder.</summary>
    public static bool HasPlaceholder(string text) => text.Contains("${", StringComparison.Ordinal);

    /// <summary>Replaces the placeholders of a text; <paramref name="problem"/> is null on success.</summary>
    public static string Expand(string text, Func<string, string?> environment, out string? problem)
    {
        problem = null;
        if (!HasPlaceholder(text))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        var at = 0;
        while (at < text.Length)
        {
            if (text.AsSpan(at).StartsWith("$${", StringComparison.Ordinal))
            {
                result.Append("${");
                at += 3;
            }
            else if (text.AsSpan(at).StartsWith("${", StringComparison.Ordinal))
            {
                var end = text.IndexOf('}', at);
                if (end < 0)
                {
                    problem = "has a ${ without its closing brace; write $${ for a literal ${";
                    return text;
                }

                var (name, fallback) = Split(text[(at + 2)..end]);

                // A secret that is mounted as a file often ends with a line break, which is not part of it.
                var value = environment(name)?.TrimEnd('\r', '\n');
                if (string.IsNullOrEmpty(value))
                {
                    value = fallback;
                }

                if (value is null)
                {
                    problem = $"needs the environment variable {name}, which is not set; set it, or give a default as ${{{name}:-...}}";
                    return text;
                }

                if (KeyVaultReference.IsOne(value))
                {
                    problem = $"needs the app setting {name}, which {KeyVaultReference.Problem}";
                    return text;
                }

                result.Append(value);
                at = end + 1;
            }
            else
            {
                result.Append(text[at++]);
            }
        }

        return result.ToString();
    }

    private static (string Name, string? Fallback) Split(string inner)
    {
        var colon = inner.IndexOf(":-", StringComparison.Ordinal);
        return colon < 0 ? (inner.Trim(), null) : (inner[..colon].Trim(), inner[(colon + 2)..]);
    }
}
