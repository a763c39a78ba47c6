using System.Text.Json.Nodes;

namespace Butler.Core.Configuration;

/// <summary>Reads a node, or reports a fault and returns false.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public delegate bool YamlRead<T>(YamlAt at, out T value);

/// <summary>Reads and describes a value of a configuration file: one declaration for the strict reader and the JSON Schema.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public sealed class YamlType<T>(YamlRead<T> read, Func<JsonObject> schema)
{
    /// <summary>The JSON Schema of the value.</summary>
    public JsonObject Schema() => schema();

    /// <summary>Reads the value; returns false after it has reported a fault.</summary>
    public bool TryRead(YamlAt at, out T value) => read(at, out value);

    /// <summary>Returns this type with a warning for values that are probably unintended.</summary>
    /// <param name="suspect">Returns the warning, or null. The warning must not hold a value from the environment.</param>
    public YamlType<T> Warn(Func<T, string?> suspect) =>
        new((YamlAt at, out T value) =>
        {
            if (!TryRead(at, out value))
            {
                return false;
            }

            if (suspect(value) is { } warning)
            {
                at.Warn(warning);
            }

            return true;
        }, Schema);

    /// <summary>Returns this type with an additional check or conversion.</summary>
    /// <param name="convert">Returns the problem, or null when <c>result</c> is valid.</param>
    public YamlType<TResult> Then<TResult>(YamlConvert<T, TResult> convert) =>
        new((YamlAt at, out TResult result) =>
        {
            result = default!;
            if (!TryRead(at, out var value))
            {
                return false;
            }

            if (convert(value, out result) is not { } problem)
            {
                return true;
            }

            // A faulty value gives the default, so that no reader continues with a part of it.
            result = default!;
            return at.Fail(problem);
        }, Schema);
}

/// <summary>Converts a value, or returns the problem.</summary>
public delegate string? YamlConvert<in T, TResult>(T value, out TResult result);
