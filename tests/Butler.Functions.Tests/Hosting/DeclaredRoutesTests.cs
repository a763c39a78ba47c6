using Butler.Core.Api;
using Butler.Functions.Tests.Support;
using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Tests.Hosting;

/// <summary>The triggers of the functions and the declared routes name the same paths and methods.</summary>
public sealed class DeclaredRoutesTests
{
    [Fact]
    public void Each_function_with_a_key_has_a_declared_route_with_its_methods()
    {
        using var app = new App("{ channels: { a: { type: console } }, routes: [] }");

        var triggers = DeclaredFunctions.All.Select(function => function.Trigger).OfType<HttpTriggerAttribute>()
            .Where(trigger => trigger.AuthLevel != AuthorizationLevel.Anonymous)
            .Select(trigger => $"{trigger.Route} {Text(trigger.Methods!.Select(method => method.ToUpperInvariant()))}");

        triggers.Order(StringComparer.Ordinal).ShouldBe(
            app.Services.Routes.Select(route => $"{route.Path} {Methods(route)}").Order(StringComparer.Ordinal));
    }

    /// <summary>A POST may stand for each other method but GET.</summary>
    private static string Methods(ApiRoute route)
    {
        var methods = route.Operations.Select(operation => operation.Method).ToList();
        return Text(methods is ["GET"] ? methods : methods.Append("POST"));
    }

    private static string Text(IEnumerable<string> methods) => string.Join(' ', methods.Distinct().Order(StringComparer.Ordinal));
}
