using System.Text.RegularExpressions;
using Butler.Core.Configuration;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Configuration;

/// <summary>What the documentation shows is read by the code it documents.</summary>
public sealed partial class DocumentedConfigurationTests
{
    [Fact]
    public void The_butler_yaml_in_the_guide_is_good()
    {
        var text = YamlBlock().Matches(File.ReadAllText(Repository.PathOf("docs/configure.md"))).Select(m => m.Groups[1].Value)
            .Single(b => b.StartsWith("sites:", StringComparison.Ordinal));
        var options = YamlFile.Read("docs/configure.md", text, Reading.Butler.Type, _ => null);
        options.Routes.Select(r => r.Name).ShouldBe(["reload-failures", "everything"]);
    }

    [Fact]
    public void The_routes_in_the_guide_are_good()
    {
        var text = YamlBlock().Matches(File.ReadAllText(Repository.PathOf("docs/routes.md"))).Select(m => m.Groups[1].Value)
            .Single(b => b.StartsWith("channels:", StringComparison.Ordinal));
        var options = YamlFile.Read("docs/routes.md", text, Reading.Butler.Type, _ => null);
        options.Routes.Select(r => r.Name).ShouldBe(["reload-failures", "services"]);
    }

    [Fact]
    public void The_callers_in_the_guide_are_good()
    {
        var text = YamlBlock().Matches(File.ReadAllText(Repository.PathOf("docs/api.md"))).Select(m => m.Groups[1].Value)
            .Single(b => b.StartsWith("api:", StringComparison.Ordinal) && b.Contains("callers:", StringComparison.Ordinal));
        var api = YamlFile.Read("docs/api.md", text + "channels: {}\nroutes: []\n", Reading.Butler.Type, _ => "s3cr3t").Api;
        (api.Callers.Keys.Single(), api.Disabled.Single(), api.MaxKeysPerNamespace)
            .ShouldBe(("reload-scripts", "KeyValuesIncrement", 10000));
    }

    [Theory]
    [InlineData("docs/schedules.md", new[] { "Weekday margin refresh", "Nightly chain" })]
    [InlineData("docs/configure.md", new[] { "Weekday margin refresh" })]
    public void The_schedules_in_the_guides_are_good(string file, string[] names)
    {
        var text = YamlBlock().Matches(File.ReadAllText(Repository.PathOf(file))).Select(m => m.Groups[1].Value)
            .Single(b => b.StartsWith("schedules:", StringComparison.Ordinal));
        YamlFile.Read(file, text + "channels: {}\nroutes: []\n", Reading.Butler.Type, _ => null)
            .Schedules.Select(schedule => schedule.Name).ShouldBe(names);
    }

    [Theory]
    [InlineData("docs/schedules.md")]
    [InlineData("docs/qlik-cloud.md")]
    public void The_starts_in_Qlik_Cloud_in_the_guides_are_good(string file)
    {
        var text = YamlBlock().Matches(File.ReadAllText(Repository.PathOf(file))).Select(m => m.Groups[1].Value)
            .Single(b => b.StartsWith("qlikCloud:", StringComparison.Ordinal) && b.Contains("schedules:", StringComparison.Ordinal));
        YamlFile.Read(file, text + "channels: {}\nroutes: []\n", Reading.Butler.Type, _ => "s3cr3t")
            .Schedules.Select(schedule => schedule.Cloud?.App ?? schedule.Cloud?.Automation)
            .ShouldBe(["6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1", "Refresh prices"]);
    }

    public static TheoryData<string, string> Channels()
    {
        var blocks = new TheoryData<string, string>();
        foreach (var file in Directory.GetFiles(Repository.PathOf("docs"), "*.md").Order(StringComparer.Ordinal))
        {
            var found = YamlBlock().Matches(File.ReadAllText(file)).Select(m => m.Groups[1].Value);
            foreach (var block in found.Where(b => b.StartsWith("channels:", StringComparison.Ordinal)))
            {
                blocks.Add(Path.GetFileName(file), block);
            }
        }

        return blocks;
    }

    [Theory]
    [MemberData(nameof(Channels))]
    public void The_channels_in_the_guides_are_read(string file, string text)
    {
        var whole = text.Contains("\nroutes:", StringComparison.Ordinal) ? text : text + "routes: []\n";
        YamlFile.Read(file, whole, Reading.Butler.Type, _ => "https://example.com/x").Channels.ShouldNotBeEmpty();
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex YamlBlock();
}
