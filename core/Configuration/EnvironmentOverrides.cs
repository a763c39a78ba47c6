namespace Butler.Core.Configuration;

/// <summary>Environment variables that replace values of a configuration file, set by <c>butler up</c> and installers.</summary>
/// <param name="environment">Reads a variable; null when it is not set.</param>
public sealed class EnvironmentOverrides(Func<string, string?> environment)
{
    /// <summary>Whether a variable is set and not empty.</summary>
    public bool Has(string variable) => !string.IsNullOrEmpty(environment(variable));

    /// <summary>Lets a variable replace a key's value. The value in the file is then not read, so it may be invalid.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="type">How the file's value is read.</param>
    /// <param name="convert">How the variable's value is read.</param>
    public YamlType<T> Over<T>(string variable, YamlType<T> type, YamlConvert<string, T> convert) => Has(variable)
        ? new YamlType<T>(
            (YamlAt at, out T value) => convert(environment(variable)!, out value) is not { } problem || at.Fail($"{variable} {problem}"),
            type.Schema)
        : type;

    /// <summary>Reads a variable when the file does not have the key.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="keys">The section that the key belongs to.</param>
    /// <param name="key">The key.</param>
    /// <param name="convert">How the variable's value is read.</param>
    /// <param name="otherwise">The value when the variable is not set, or the file has the key.</param>
    public T Instead<T>(string variable, YamlKeys keys, string key, YamlConvert<string, T> convert, T otherwise)
    {
        if (!Has(variable) || !keys.IsReading || keys.Has(key))
        {
            return otherwise;
        }

        if (convert(environment(variable)!, out var value) is { } problem)
        {
            keys.Fail(key, $"{variable} {problem}");
            return otherwise;
        }

        return value;
    }
}
