using System.Text.Json.Nodes;

namespace Butler.Core.Configuration;

/// <summary>Reads a node, or reports to it what is wrong and returns false.</summary>
/// <typeparam name="T">What is read.</typeparam>
public delegate bool YamlRead<T>(YamlAt at, out T value);

/// <summary>How a value of a configuration file is read and described: one declaration serves the strict reader and the JSON Schema.</summary>
/// <typeparam name="T">What is read.</typeparam>
public sealed class YamlType<T>(YamlRead<T> read, Func<JsonObject> schema)
{
    /// <summary>The JSON Schema of the value.</summary>
    public JsonObject Schema() => schema();

    /// <summary>Reads the value; on false a fault has been reported.</summary>
    public bool TryRead(YamlAt at, out T value) => read(at, out value);

    /// <summary>The same, with a warning for a value that is probably not meant.</summary>
    /// <param name="suspect">Returns the warning, or null where there is none. It must not hold a value that came from the environment.</param>
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

    /// <summary>The same on the wire, checked or turned into something else.</summary>
    /// <param name="convert">Returns the problem, or null when <c>result</c> is good.</param>
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

            // A faulty value reads as nothing, so that no reader continues with half of it.
            result = default!;
            return at.Fail(problem);
        }, Schema);
}

/// <summary>Turns a value read into another, or says what is wrong with it.</summary>
public delegate string? YamlConvert<in T, TResult>(T value, out TResult result);
