using System.Globalization;
using Butler.Functions.Configuration;

namespace Butler.Functions.Templates;

/// <summary>A helper: its number of arguments, an example, and its function.</summary>
internal sealed record Helper(int Least, int Most, string Example, Func<HelperCall, object?> Answer);

/// <summary>A call of a helper by a template.</summary>
internal sealed class HelperCall(string name, Helper helper, IReadOnlyList<object?> arguments, SiteOptions site, TextForm form)
{
    public IReadOnlyList<object?> Arguments => arguments;

    public IEnumerable<object?> All => arguments;

    public SiteOptions Site => site;

    public TextForm Form => form;

    public CultureInfo Culture => CultureInfo.GetCultureInfo(site.Locale);

    public object? this[int index] => arguments[index];

    /// <summary>The fault of an invalid call. It holds no values of the event.</summary>
    public HelperException Fault(string problem) => new(name, $"{problem}; use it as in {helper.Example}");

    public string Text(int index) => ValueFormatters.Shown(arguments[index]);

    /// <summary>A whole number from 0.</summary>
    public int Whole(int index) => Number(arguments[index]) is >= 0 and <= int.MaxValue and var number && Math.Floor(number) == number
        ? (int)number
        : throw Fault("needs a whole number from 0");

    public double Number(object? value) => value switch
    {
        int or long or short or double or decimal => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        null => 0,
        _ => throw Fault("needs a number"),
    };

    public DateTimeOffset Time(int index) =>
        DateTimeOffset.TryParse(Text(index), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        ? time
        : throw Fault("needs a time, such as timeUtc, or another of the fields that hold one");

    /// <summary>A list, or the lines of a text.</summary>
    public object?[] List(int index) => arguments[index] switch
    {
        null or "" => [],
        object?[] list => list,
        string text => text.ReplaceLineEndings("\n").Split('\n'),
        var other => [other],
    };

    public int? Compare() => arguments[0] is null || arguments[1] is null ? null : Number(arguments[0]).CompareTo(Number(arguments[1]));
}
