using System.Globalization;
using System.Text;
using Butler.Core.Events;

namespace Butler.Functions.ScriptLogs;

/// <summary>
/// The name of a kept script log. Equal names mean the same blob, so a repeated run replaces what the first one kept.
/// </summary>
internal sealed record ScriptLogName
{
    /// <summary>The maximum length of an escaped part, in characters; of a longer one, the hash is used.</summary>
    public const int MaxPart = 200;

    /// <param name="owner">The site, or the tenant of Qlik Cloud.</param>
    /// <param name="day">The day of the reload, UTC. It must be the same in each run for the same reload.</param>
    /// <param name="id">The id of the reload or execution.</param>
    /// <exception cref="ArgumentException">The owner or the id is empty: script logs would replace each other.</exception>
    public ScriptLogName(string owner, DateOnly day, string id)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(owner);
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        Path = string.Create(CultureInfo.InvariantCulture, $"{Escape(owner)}/{day:yyyy-MM-dd}/{Escape(id)}");
    }

    /// <summary>Owner, day and id, which need no further escaping in a URL: <c>acme/2031-03-14/65f0c1a2</c>.</summary>
    public string Path { get; }

    /// <summary>The name of the blob with a path.</summary>
    public static string Blob(string path) => path + ".log";

    /// <summary>
    /// Keeps ASCII letters, digits, hyphens and underscores. Each byte of any other character becomes <c>~</c> and its hexadecimal code, so
    /// that neither a slash nor <c>..</c> nor a character that URLs escape gets into a name.
    /// </summary>
    private static string Escape(string text)
    {
        var part = new StringBuilder(text.Length);
        foreach (var unit in Encoding.UTF8.GetBytes(text))
        {
            _ = char.IsAsciiLetterOrDigit((char)unit) || unit is (byte)'-' or (byte)'_'
                ? part.Append((char)unit)
                : part.Append('~').Append(unit.ToString("X2", CultureInfo.InvariantCulture));
        }

        return part.Length <= MaxPart ? part.ToString() : "~~" + EventIdentity.Hash(text);
    }
}
