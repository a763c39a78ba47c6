using System.Reflection;
using Mono.Cecil;

namespace Butler.Architecture.Tests;

/// <summary>
/// The runtime loads a package with the first type that uses it. What only one channel needs is used in one place, so an app without
/// that channel does not load it.
/// </summary>
public sealed class LazyPackageTests
{
    [Theory]
    [InlineData("InfluxDB.Client", "Butler.Functions.Channels.Influx.Point")]
    public void A_package_that_one_channel_needs_is_used_in_one_place(string package, string place)
    {
        using var module = ModuleDefinition.ReadModule(Assembly.Load("butler-functions").Location);

        var users = module.Types.Where(type => UsedTypes.Of(type).Any(used => used.Scope.Name == package));

        users.Select(type => type.FullName).ShouldBe([place]);
    }
}
