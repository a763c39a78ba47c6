using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Configuration;

/// <summary>The names of the functions that are called by HTTP with a key.</summary>
internal static class HttpFunctions
{
    private static readonly Lazy<IReadOnlyDictionary<string, string>> Routes = new(() => typeof(HttpFunctions).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods())
        .SelectMany(method => method.GetParameters(), (method, parameter) => (Method: method, Trigger: Trigger(parameter)))
        .Where(function => function.Trigger is { AuthLevel: not AuthorizationLevel.Anonymous })
        .ToDictionary(
            function => function.Trigger!.Route!,
            function => function.Method.GetCustomAttribute<FunctionAttribute>()!.Name,
            StringComparer.Ordinal));

    private static readonly Lazy<IReadOnlyList<string>> Declared =
        new(() => [.. Routes.Value.Values.Order(StringComparer.Ordinal)]);

    /// <summary>
    /// The names, in order. The first use looks through all types, so it is left to the reading of names in the configuration.
    /// </summary>
    public static IReadOnlyList<string> Names => Declared.Value;

    /// <summary>The name of the function with a route, such as <c>v4/keyvalues/{namespace}</c>.</summary>
    public static string OfRoute(string route) => Routes.Value[route];

    /// <summary>The same; null when no function has the route.</summary>
    public static string? FindOfRoute(string route) => Routes.Value.GetValueOrDefault(route);

    /// <summary>Whether a name in the configuration means a function: it is the function's, or its beginning up to the next word.</summary>
    public static bool Covers(string name, string function) =>
        function.StartsWith(name, StringComparison.OrdinalIgnoreCase)
        && (function.Length == name.Length || char.IsAsciiLetterUpper(function[name.Length]));

    private static HttpTriggerAttribute? Trigger(ParameterInfo parameter) => parameter.GetCustomAttribute<HttpTriggerAttribute>();
}
