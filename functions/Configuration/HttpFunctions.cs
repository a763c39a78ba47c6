using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Configuration;

/// <summary>The names of the functions that are called by HTTP with a key.</summary>
internal static class HttpFunctions
{
    private static readonly Lazy<IReadOnlyList<string>> Declared = new(() =>
    [
        .. typeof(HttpFunctions).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Where(method => method.GetParameters().Any(IsKeyed))
            .Select(method => method.GetCustomAttribute<FunctionAttribute>()!.Name)
            .Order(StringComparer.Ordinal),
    ]);

    /// <summary>
    /// The names, in order. The first use looks through all types, so it is left to the reading of names in the configuration.
    /// </summary>
    public static IReadOnlyList<string> Names => Declared.Value;

    /// <summary>Whether a name in the configuration means a function: it is the function's, or its beginning up to the next word.</summary>
    public static bool Covers(string name, string function) =>
        function.StartsWith(name, StringComparison.OrdinalIgnoreCase)
        && (function.Length == name.Length || char.IsAsciiLetterUpper(function[name.Length]));

    private static bool IsKeyed(ParameterInfo parameter) =>
        parameter.GetCustomAttribute<HttpTriggerAttribute>() is { AuthLevel: not AuthorizationLevel.Anonymous };
}
