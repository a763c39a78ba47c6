using System.Reflection;

namespace Butler.Architecture.Tests;

/// <summary>The rule about circles can fail: fixtures with a circle, and with each way in which one type uses another.</summary>
public sealed class FolderGraphTests
{
    private const string Fixture = "Butler.Architecture.Tests.Fixture";

    [Fact]
    public void A_circle_is_described_with_the_types_that_make_each_of_its_arrows() =>
        FolderGraph.Of(Assembly.GetExecutingAssembly(), Fixture).DescribeShortestCircle().ShouldBe(
            $"""
            {Fixture}: First -> Second -> Third -> First
              First -> Second: Boat uses Harbour
              Second -> Third: Harbour uses Lighthouse
              Third -> First: Lighthouse uses Boat
            """);

    [Fact]
    public void A_circle_of_folders_that_are_left_out_is_not_found() =>
        FolderGraph.Of(Assembly.GetExecutingAssembly(), Fixture, $"{Fixture}.Third").DescribeShortestCircle().ShouldBeNull();

    [Fact]
    public void Every_way_to_use_a_type_is_found()
    {
        var targets = Assembly.GetExecutingAssembly().GetTypes().Where(type => type.Namespace == $"{Fixture}.Ways.Used" && !type.IsNested)
            .Select(type => type.Name).ToList();
        var found = FolderGraph.Of(Assembly.GetExecutingAssembly(), $"{Fixture}.Ways").Examples(".", "Used")
            .Select(example => example.Split(' ')[^1]);

        targets.Count.ShouldBe(14);
        targets.Except(found).ShouldBeEmpty();
    }
}
