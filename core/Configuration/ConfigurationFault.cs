using System.Globalization;

namespace Butler.Core.Configuration;

/// <summary>A fault in a configuration file, and its position.</summary>
/// <param name="File">The file's name as the operator gave it.</param>
/// <param name="Line">The line, from 1; 0 for a fault without a line.</param>
/// <param name="Key">The path of the key, such as <c>routes[0].send[1].channel</c>; empty for the file as a whole.</param>
/// <param name="Message">The problem and the expected value. It never holds a value from the environment.</param>
public sealed record ConfigurationFault(string File, int Line, string Key, string Message)
{
    /// <summary>The column, from 1; 0 when only the line is known.</summary>
    public int Column { get; init; }

    /// <summary><c>file:line: key: message</c>, or <c>file:line:column: ...</c> when the column is known.</summary>
    public override string ToString()
    {
        var place = Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}") : File;
        place = Column > 0 ? string.Create(CultureInfo.InvariantCulture, $"{place}:{Column}") : place;
        return Key.Length > 0 ? $"{place}: {Key}: {Message}" : $"{place}: {Message}";
    }
}

/// <summary>A configuration file is invalid. The exception lists all its faults.</summary>
public sealed class ConfigurationException(IReadOnlyList<ConfigurationFault> faults)
    : Exception(string.Join('\n', faults))
{
    /// <summary>All faults, in the order of the file.</summary>
    public IReadOnlyList<ConfigurationFault> Faults { get; } = faults;
}
