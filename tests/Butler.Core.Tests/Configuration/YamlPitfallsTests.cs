using Butler.Core.Configuration;

namespace Butler.Core.Tests.Configuration;

/// <summary>Files that are valid and say something else than people see in them.</summary>
public sealed class YamlPitfallsTests
{
    private const string Hash = "what follows # is a comment and not part of the value; put the value in quotes where the # belongs to it, "
        + "or a blank after the # where it does not";
    private const string Backslash =
        @"a backslash in double quotes begins an escape such as \n; use single quotes, such as 'INTERNAL\sa_api' or 'C:\folder'";

    [Theory]
    [InlineData("username: Qlik Sense #1\n", "1:22", Hash)]
    [InlineData("a: 1\nchannel: #sense\nb: 2\n", "2:10", Hash)]
    [InlineData("a:\n  - #sense\nb: 2\n", "2:5", Hash)]
    [InlineData("channel: #sense\nb:\n  c: 1\n", "1:10", Hash)]
    [InlineData("a: { b: x #1\n  }\n", "1:11", Hash)]
    [InlineData("a: \"EMEA\\nils\"\n", "1:5", Backslash)]
    [InlineData("a: \"D:\\new\"\n", "1:5", Backslash)]
    [InlineData(
        "password: &abc def\n",
        "1:11",
        "what begins with & is an anchor and not part of the value; put the value in quotes where the & belongs to it")]
    [InlineData("a: “x”\n", "1:4", "“ is not a quotation mark of YAML, so it is part of the value; write \" or ' instead")]
    [InlineData(
        "a: F\uFFFDrs\n",
        "1:5",
        "holds a replacement character (\uFFFD), which stands for a letter that was lost when the file was saved in another encoding; "
            + "type it again")]
    public void A_value_that_is_not_what_it_seems_is_a_warning(string text, string place, string expected) =>
        Warnings(text).ShouldHaveSingleItem().ToString().ShouldBe($"f.yaml:{place}: {expected}");

    [Theory]
    [InlineData("a: 1 # comment\n#another\n# - x #1\n")]
    [InlineData("a: #the values\n  b: 1\n")]
    [InlineData("a: #the values\n\n- b\n")]
    [InlineData("a: 'x #1'\nb: \"x #1\" #quoted\nc: x#1\nd: [1] #list\n")]
    [InlineData("a: |\n  x #1\n")]
    [InlineData("a: \"x\\ny\"\nb: \"EMEA\\\\svc\"\nc: 'D:\\new'\n")]
    [InlineData("a: &b x\nc: *b\n")]
    public void Nothing_is_told_of_what_is_usual(string text) => Warnings(text).ShouldBeEmpty();

    [Fact]
    public void A_key_with_an_invisible_character_is_told_so() =>
        Should.Throw<ConfigurationException>(
            () => YamlFile.Read("f.yaml", "\u00A0a: 1", Yaml.Object(keys => keys.Optional("a", Yaml.Text, "")), _ => null))
            .Faults.ShouldHaveSingleItem().Message.ShouldBe(
                "is not a key that is known here: it holds the invisible character U+00A0, as text copied from a web page or a document "
                    + "may; delete it and type the line again");

    private static IReadOnlyList<ConfigurationFault> Warnings(string text)
    {
        YamlFile.Read(
            "f.yaml", text, new YamlType<int>((YamlAt at, out int value) => (value = 1) == 1, () => []), _ => null, out var warnings);
        return warnings;
    }
}
