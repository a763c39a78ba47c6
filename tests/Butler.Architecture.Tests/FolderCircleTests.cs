using System.Reflection;

namespace Butler.Architecture.Tests;

/// <summary>
/// The arrows between the folders of a project point one way. A parent may use its children; a child must not use its parent then.
/// </summary>
public sealed class FolderCircleTests
{
    /// <summary>The projects that the rule holds for: assembly, root namespace, and beginnings of namespaces that are left out.</summary>
    public static TheoryData<string, string, string[]> Projects { get; } = new()
    {
        { "Butler.Core", "Butler.Core", [] },
        { "Butler.Local", "Butler.Local", [] },
        { "butler", "Butler.Cli", [] },
        { "butler-functions", "Butler.Functions", [] },
        { "butler-relay", "Butler.RelayAgent", [] },
    };

    [Theory]
    [MemberData(nameof(Projects))]
    public void There_is_no_circle_between_the_folders_of(string assembly, string root, string[] except)
    {
        var graph = FolderGraph.Of(Assembly.Load(assembly), root, except);

        graph.Folders.Count.ShouldBeGreaterThan(5);
        graph.DescribeShortestCircle().ShouldBeNull();
    }
}
