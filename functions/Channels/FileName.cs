using System.Text;
using Butler.Core.Text;

namespace Butler.Functions.Channels;

/// <summary>Converts any text to a file name that is valid on Windows and Linux and never contains a folder.</summary>
internal static class FileName
{
    private const int MaxCharacters = 200;

    /// <summary>Names that Windows reserves for devices, with any extension.</summary>
    private static readonly string[] Devices =
    [
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
        .. Enumerable.Range(0, 10).SelectMany(n => new[] { $"COM{n}", $"LPT{n}" }), "COM¹", "COM²", "COM³", "LPT¹", "LPT²", "LPT³",
    ];

    /// <summary>The name; null when no character remains.</summary>
    public static string? Of(string? text)
    {
        var name = new StringBuilder();
        foreach (var rune in (text ?? "").Trim().EnumerateRunes())
        {
            // The tilde is removed, because a short name of Windows can mean another file.
            name.Append(Rune.IsControl(rune) || (rune.IsAscii && "<>:\"/\\|?*~".Contains((char)rune.Value, StringComparison.Ordinal))
                ? "_"
                : rune.ToString());
        }

        var whole = Shorten(name.ToString()).Trim('.', ' ');
        if (whole.Length == 0)
        {
            return null;
        }

        var stem = whole.Split('.')[0].TrimEnd();
        return Devices.Contains(stem, StringComparer.OrdinalIgnoreCase) ? "_" + whole : whole;
    }

    /// <summary>Shortens a name and keeps its extension.</summary>
    private static string Shorten(string name)
    {
        if (name.Length <= MaxCharacters)
        {
            return name;
        }

        var dot = name.LastIndexOf('.');
        var ending = dot > 0 && name.Length - dot <= 12 ? name[dot..] : "";
        return TextCut.Beginning(name, MaxCharacters - ending.Length).TrimEnd('.', ' ') + ending;
    }
}
