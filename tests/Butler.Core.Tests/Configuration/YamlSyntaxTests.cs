using Butler.Core.Configuration;

namespace Butler.Core.Tests.Configuration;

/// <summary>Files with one mistake each, as people make them: the fault says where, what, and how to fix it.</summary>
public sealed class YamlSyntaxTests
{
    private const string Hash =
        "is not valid YAML: # begins a comment, which swallows the rest of the line; put the value in quotes, such as '#sense'";
    private const string Tab = "is not valid YAML: the line is indented with a tab; YAML takes blanks only";
    private const string Star =
        "is not valid YAML: a value that begins with * must be in quotes, such as '*.failed' (without them, YAML takes it for an alias)";
    private const string Braces = "is not valid YAML: a value that begins with {{ must be in quotes, such as '{{taskName}} failed' "
        + "(without them, YAML takes it for a mapping)";
    private const string Variable = "is not valid YAML: ${...} within { } or [ ] must be in quotes, such as { url: \"${NAME}\" }";
    private const string Backslash = @"is not valid YAML: a backslash in double quotes begins an escape such as \n; use single quotes, "
        + @"such as 'INTERNAL\sa_api' or 'C:\folder'";
    private const string Reserved = "is not valid YAML: a value that begins with @, ` or % must be in quotes";
    private const string Colon = "is not valid YAML: a value with a colon and a blank in it must be in quotes, such as 'Failed: Sales'";
    private const string Blank = "is not valid YAML: a blank is missing after the colon: write \"key: value\"";
    private const string Hyphen = "is not valid YAML: a blank is missing after the hyphen: write \"- value\"";
    private const string AfterQuote = "is not valid YAML: text follows the closing quotation mark; put the whole value in quotes, and "
        + "write a ' within single quotes twice, such as 'it''s'";
    private const string Indentation = "is not valid YAML: the indentation is wrong here: keys that belong together start in the same "
        + "column, and what belongs to a key starts further right in the lines below it";
    private const string Twice = "is not valid YAML: the key \"a\" stands here a second time (first in line 1); remove one of them";

    [Theory]
    [InlineData("a: { b: 1, c: #sense }\nd: 2\n", "1:15", Hash)]
    [InlineData("a: { b: 1, c: #sense }\n", "1:15", Hash)]
    [InlineData("x: 1\na:\n  b: { c: Qlik Sense #1 }\nd:\n  - e: 2\n", "3:22", Hash)]
    [InlineData("a: [b, #c]\nd: 2\n", "1:8", Hash)]
    [InlineData("a: { b: 1, c: #sense }\nd: { e: #f }\n", "1:15", Hash)]
    [InlineData("a:\n\tb: 1\n", "2:1", Tab)]
    [InlineData("a:\n  b: 1\n\tc: 2\n", "3:1", Tab)]
    [InlineData("a:\n  b: 1\n  \tc: 2\n", "3:3", Tab)]
    [InlineData("a: *\n", "1:4", Star)]
    [InlineData("a:\n  on: [*]\n", "2:8", Star)]
    [InlineData("a: 1\nb: *.failed\n", "2:4", Star)]
    [InlineData("a:\n  - x\n  - *.failed\n", "3:5", Star)]
    [InlineData("a: {{x}}\n", "1:4", Braces)]
    [InlineData("b: 1\na: {{x}} failed\n", "2:4", Braces)]
    [InlineData("a: { b: {{x}} }\n", "1:9", Braces)]
    [InlineData("{ url: ${X} }\n", "1:8", Variable)]
    [InlineData("b: 1\na: { url: ${X}, c: 1 }\n", "2:11", Variable)]
    [InlineData("a: [${X}]\n", "1:5", Variable)]
    [InlineData("b: 1\na: \"INTERNAL\\sa_api\"\n", "2:13", Backslash)]
    [InlineData("a: { b: \"C:\\Program Files\\x\" }\n", "1:26", Backslash)]
    [InlineData("a: \"C:\\users\"\n", "1:7", Backslash)]
    [InlineData("a: @x\n", "1:4", Reserved)]
    [InlineData("a: %x\n", "1:4", Reserved)]
    [InlineData("b: 1\na: Failed: Sales\n", "2:4", Colon)]
    [InlineData("- a: b: c\n", "1:6", Colon)]
    [InlineData("a: it is so:\nb: 1\n", "1:4", Colon)]
    [InlineData("a:1\nb: 2\n", "1:1", Blank)]
    [InlineData("a:\n- b\n-c\n", "3:1", Hyphen)]
    [InlineData("a: 'it's'\n", "1:8", AfterQuote)]
    [InlineData("a: \"x\" y\n", "1:8", AfterQuote)]
    [InlineData("a:\n  b: 1\n c: 2\n", "3:2", Indentation)]
    [InlineData("a: 1\n  b: 2\n", "2:4", Indentation)]
    [InlineData(" a: 1\nb: 2\n", "2:1", Indentation)]
    [InlineData("a: 1\nb: 2\na: 3\n", "3:1", Twice)]
    [InlineData("{ a: 1, 'a': 2 }\n", "1:9", Twice)]
    [InlineData("b: 1\na: 'x\nc: 2\n", "2:4", "is not valid YAML: the ' that begins here is never closed")]
    [InlineData("b: 1\na: [x, y\nc: 2\n", "2:4", "is not valid YAML: the [ that begins here is never closed")]
    [InlineData("a: { b: 1\n", "1:4", "is not valid YAML: the { that begins here is never closed")]
    [InlineData(
        "a: 1\n\uFEFFb: 2\n",
        "2:1",
        "is not valid YAML: an invisible byte order mark is in the middle of the file; delete the line and type it again")]
    [InlineData(
        "a: !secret\n",
        "1:4",
        "is not valid YAML: a value that begins with ! must be in quotes (without them, YAML takes it for a tag)")]
    [InlineData("? [a]\n: b\n", "1:3", "is not valid YAML: a key must be text; put it in quotes")]
    [InlineData("a: &x { b: *x }\n", "1:12", Star)]
    [InlineData("a: 1\n---\nb: 2\n", "", "holds several YAML documents; expected one")]
    [InlineData("# only a comment\n", "", "is empty")]
    public void A_mistake_is_told_with_its_place_and_how_to_fix_it(string text, string place, string expected)
    {
        var fault = Should.Throw<ConfigurationException>(() => Parse(text)).Faults.ShouldHaveSingleItem();
        fault.ToString().ShouldBe(place.Length == 0 ? $"f.yaml: {expected}" : $"f.yaml:{place}: {expected}");
        Should.Throw<ConfigurationException>(() => Parse(text.Replace("\n", "\r\n", StringComparison.Ordinal))).Faults
            .ShouldHaveSingleItem().ShouldBe(fault);
    }

    [Fact]
    public void What_is_nested_without_end_is_refused() =>
        Should.Throw<ConfigurationException>(() => Parse("a: " + new string('[', 100_000))).Faults.ShouldHaveSingleItem().Message
            .ShouldBe("is not valid YAML: is nested more than 64 levels deep");

    [Theory]
    [InlineData("a: '#x'\nb: \"{{x}}\"\nc: '*'\nd: { e: '${X}', f: \"${Y}\" }\n")]
    [InlineData("a: |\n  it's: {{x}} #1\n  * y\nb: 2\n")]
    [InlineData("- a: >-\n    x: y: z\n  b: 2\n")]
    [InlineData("base: &b { c: 1 }\nother: *b\n")]
    [InlineData("a: x#y\nb: http://h:80/p#q\nc: ${X}\n# comment {\n")]
    [InlineData("a: { b: 1, # a comment { }\n  c: 2 }\n")]
    public void What_is_right_is_left_alone(string text) => Parse(text);

    private static void Parse(string text) =>
        YamlFile.Read("f.yaml", text, new YamlType<int>((YamlAt at, out int value) => (value = 1) == 1, () => []), _ => null);
}
