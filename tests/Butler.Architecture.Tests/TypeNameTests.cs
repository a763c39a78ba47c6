using System.Reflection;
using Mono.Cecil;

namespace Butler.Architecture.Tests;

/// <summary>
/// A name has one meaning. The stand-ins in local/ are left out: they take the part of Azure and of Sense, and their types bear the same
/// names as those that speak to the genuine ones.
/// </summary>
public sealed class TypeNameTests
{
    private static readonly string[] Product = ["Butler.Core", "butler-functions", "butler-relay", "butler"];

    /// <summary>The packages whose types stand next to ours in one file.</summary>
    private static readonly string[] Packages =
        ["Azure.Data.Tables", "Azure.Messaging.ServiceBus", "MQTTnet", "MailKit", "MimeKit", "Polly.Core"];

    [Fact]
    public void No_two_types_of_the_product_share_a_name() => Ours()
        .GroupBy(type => type.Name, StringComparer.Ordinal)
        .Where(group => group.Count() > 1)
        .Select(group => string.Join(" = ", group.Select(type => type.FullName)))
        .ShouldBeEmpty();

    [Fact]
    public void No_type_of_the_product_has_the_name_of_a_type_of_its_packages()
    {
        var theirs = Packages.SelectMany(Types).Where(type => type.IsPublic).ToLookup(type => type.Name, StringComparer.Ordinal);

        theirs.Count.ShouldBeGreaterThan(100);
        Ours().SelectMany(type => theirs[type.Name].Select(other => $"{type.FullName} = {other.FullName}")).ShouldBeEmpty();
    }

    /// <summary>Without what compilers and generators add.</summary>
    private static IEnumerable<TypeDefinition> Ours() => Product.SelectMany(Types)
        .Where(
            type => type.Namespace.StartsWith("Butler.", StringComparison.Ordinal) && !type.Name.Contains('<', StringComparison.Ordinal));

    private static List<TypeDefinition> Types(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(Assembly.Load(assembly).Location);
        return [.. module.Types];
    }
}
