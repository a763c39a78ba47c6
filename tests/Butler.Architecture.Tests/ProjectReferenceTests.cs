using System.Xml.Linq;

namespace Butler.Architecture.Tests;

/// <summary>Which project may refer to which: cli to all, the others to core only.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["core"] = [],
        ["functions"] = ["core"],
        ["relay-agent"] = ["core"],
        ["local"] = ["core"],
        ["cli"] = ["core", "functions", "local", "relay-agent"],
    };

    private static readonly string[] NotProduct = ["artifacts", "bench", "tests"];

    [Fact]
    public void Each_project_of_the_product_refers_only_to_those_it_may()
    {
        var references = Projects().ToDictionary(
            project => Path.GetRelativePath(Repository.Root, Path.GetDirectoryName(project)!), References);

        references.Keys.ShouldBe(Allowed.Keys, ignoreOrder: true);
        references.SelectMany(project => project.Value.Except(Allowed[project.Key]).Select(to => $"{project.Key} must not refer to {to}"))
            .ShouldBeEmpty();
    }

    private static IEnumerable<string> Projects() => Directory.GetDirectories(Repository.Root)
        .Where(folder => !NotProduct.Contains(Path.GetFileName(folder)))
        .SelectMany(folder => Directory.GetFiles(folder, "*.csproj"));

    private static List<string> References(string project) =>
    [
        .. XDocument.Load(project).Descendants("ProjectReference")
            .Select(reference => Path.GetFullPath(reference.Attribute("Include")!.Value, Path.GetDirectoryName(project)!))
            .Select(path => Path.GetRelativePath(Repository.Root, Path.GetDirectoryName(path)!)),
    ];
}
