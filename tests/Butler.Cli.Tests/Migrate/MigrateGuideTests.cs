using System.Text.RegularExpressions;

namespace Butler.Cli.Tests.Migrate;

public sealed partial class MigrateGuideTests
{
    [Fact]
    public void The_guide_names_every_section_of_butlers_file()
    {
        var named = Code().Matches(File.ReadAllText(Repository.PathOf("docs/migrate.md"))).Select(code => code.Groups[1].Value).ToHashSet();

        Section().Matches(ButlerFixture.EveryFeature(17)).Select(section => section.Groups[1].Value).Where(name => !named.Contains(name))
            .ShouldBeEmpty();
    }

    [GeneratedRegex("(?<!`)`([^`\\n]+)`(?!`)")]
    private static partial Regex Code();

    [GeneratedRegex("^  ([A-Za-z]+):", RegexOptions.Multiline)]
    private static partial Regex Section();
}
