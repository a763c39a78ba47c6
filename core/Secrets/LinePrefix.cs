using System.Buffers;

namespace Butler.Core.Secrets;

/// <summary>Reads the prefix of a script log's line: a time, and a line number if the line is part of the script.</summary>
internal static class LinePrefix
{
    private const int MinDigits = 4;

    private static readonly SearchValues<char> OfTimes = SearchValues.Create("0123456789-:.,+TZ ");

    /// <summary>The start of the line after its prefix; 0 when there is no prefix.</summary>
    /// <param name="line">The line.</param>
    /// <param name="isNumbered">Whether the line has a number, and is therefore part of the script, not a message.</param>
    public static int Of(ReadOnlySpan<char> line, out bool isNumbered)
    {
        isNumbered = false;
        var at = Time(line);
        if (at == 0)
        {
            return 0;
        }

        var number = at + 1;
        var end = number;
        while (end < line.Length && char.IsAsciiDigit(line[end]))
        {
            end++;
        }

        isNumbered = end - number >= MinDigits && end < line.Length && line[end] == ' ';
        end = isNumbered ? end : at;
        while (end < line.Length && line[end] is ' ' or '\t')
        {
            end++;
        }

        return end;
    }

    /// <summary>The length of <c>20310314T041207.318+0100</c> or <c>2031-03-14 04:12:07</c>; 0 when it is neither.</summary>
    private static int Time(ReadOnlySpan<char> line)
    {
        var at = line.IndexOf(' ');
        if (at < 0)
        {
            at = line.Length;
        }

        if (at == "yyyy-MM-dd".Length && line.Length > at + 8 && line[at + 3] == ':')
        {
            at = line[(at + 1)..].IndexOf(' ') is var second and >= 0 ? at + 1 + second : line.Length;
        }

        return at < line.Length && at >= "yyyyMMddTHHmmss".Length && char.IsAsciiDigit(line[0]) && char.IsAsciiDigit(line[3])
            && !line[..at].ContainsAnyExcept(OfTimes) ? at : 0;
    }
}
