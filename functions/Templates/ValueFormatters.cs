using System.Globalization;
using Butler.Functions.Templates.Fields;
using HandlebarsDotNet;
using HandlebarsDotNet.IO;

namespace Butler.Functions.Templates;

/// <summary>A text that is already in the template's form, and is inserted unchanged.</summary>
/// <param name="Text">The text.</param>
internal sealed record FinishedText(string Text)
{
    public override string ToString() => Text;
}

/// <summary>Formats values other than texts: booleans as in JSON, lists with commas, objects by their shown value.</summary>
internal sealed class ValueFormatters : IFormatterProvider, IFormatter
{
    public bool TryCreateFormatter(Type type, out IFormatter formatter)
    {
        formatter = this;
        return type == typeof(bool) || type == typeof(FieldMap) || type == typeof(FinishedText) || type == typeof(object[])
            || type == typeof(double);
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
