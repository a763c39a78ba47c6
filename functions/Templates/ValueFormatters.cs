using System.Globalization;
using HandlebarsDotNet;
using HandlebarsDotNet.IO;

namespace Butler.Functions.Templates;

/// <summary>A text that has the template's form already: it is put in as it is.</summary>
/// <param name="Text">The text.</param>
internal sealed record FinishedText(string Text)
{
    public override string ToString() => Text;
}

/// <summary>How values are written that are no texts: booleans as JSON has them, lists with commas, objects by what they show.</summary>
internal sealed class ValueFormatters : IFormatterProvider, IFormatter
{
    public bool TryCreateFormatter(Type type, out IFormatter formatter)
    {
        formatter = this;
        return type == typeof(bool) || type == typeof(FieldMap) || type == typeof(FinishedText) || type == typeof(object[]) || type == typeof(double);
    }

    public void Format<T>(T value, in EncodedTextWriter writer)
    {
        if (value is FinishedText finished)
        {
            writer.Write(finished.Text, false);
        }
        else if (Shown(value) is { Length: > 0 } text)
        {
            writer.Write(text, true);
        }
    }

    /// <summary>A value as text.</summary>
    public static string Shown(object? value) => value switch
    {
        null or UndefinedBindingResult => "",
        string text => text,
        bool yes => yes ? "true" : "false",
        object?[] list => string.Join(',', list.Select(Shown)),
        FieldMap map => Shown(map.Shown),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
