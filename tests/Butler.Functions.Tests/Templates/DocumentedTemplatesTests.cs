using System.Text.RegularExpressions;
using Butler.Functions.Templates;
using Butler.Functions.Templates.Fields;

namespace Butler.Functions.Tests.Templates;

/// <summary>The guide names every field and every helper.</summary>
public sealed partial class DocumentedTemplatesTests
{
    private static readonly HashSet<string> Words =
        [.. Word().Matches(File.ReadAllText(Repository.PathOf("docs/templates.md"))).Select(m => m.Value)];

    [Fact]
    public void Every_field_is_in_the_guide() => AlertFields.Names.Except(Words).ShouldBeEmpty();

    [Fact]
    public void Every_helper_is_in_the_guide() => TemplateHelpers.Names.Except(Words).ShouldBeEmpty();

    [GeneratedRegex("[A-Za-z0-9]+")]
    private static partial Regex Word();
}
