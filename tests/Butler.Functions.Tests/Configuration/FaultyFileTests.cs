using System.Text;
using Butler.Core.Configuration;
using Butler.Functions.Configuration;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Configuration;

/// <summary>A <c>butler.yaml</c> that is not what people meant gives faults and warnings, never an exception.</summary>
public sealed class FaultyFileTests
{
    private const string Routes = "routes: [{ name: r, on: '*', send: [{ channel: ops }] }]\n";

    [Theory]
    [InlineData(
        "channels:\n  ops: { type: slack, url: \"https://hook\", channel: #sense }\n" + Routes,
        "butler.yaml:2:53: is not valid YAML: # begins a comment")]
    [InlineData("channels:\n  ops: { type: slack, url: ${HOOK} }\n" + Routes, "butler.yaml:2:28: is not valid YAML: ${...} within { }")]
    [InlineData(
        "channels: { ops: { type: console } }\nroutes:\n  - name: r\n    on: *\n",
        "butler.yaml:4:9: is not valid YAML: a value that begins with *")]
    [InlineData(
        "channels: { ops: { type: console } }\nroutes:\n\t- name: r\n",
        "butler.yaml:3:1: is not valid YAML: the line is indented with a tab")]
    [InlineData(
        "channels:\n  ops:\n    type: slack\n    text: {{taskName}} failed\n",
        "butler.yaml:4:11: is not valid YAML: a value that begins with {{")]
    [InlineData(
        "channels:\n  ops:\n    type: slack\n    text: Failed: {{taskName}}\n",
        "butler.yaml:4:11: is not valid YAML: a value with a colon")]
    [InlineData(
        "channels:\n  ops: { type: email, appOwner: { exclude: [\"INTERNAL\\sa_api\"] } }\n",
        "butler.yaml:2:54: is not valid YAML: a backslash in double quotes")]
    public void A_mistake_is_one_fault_with_its_place(string text, string expected) =>
        Fault(Encoding.UTF8.GetBytes(text)).ShouldStartWith(expected);

    [Fact]
    public void A_file_saved_as_ANSI_is_a_fault_with_its_line() =>
        Fault(Encoding.Latin1.GetBytes(
            "channels: { ops: { type: console } }\nroutes: [{ name: Försäljning, on: '*', send: [{ channel: ops }] }]"))
            .ShouldStartWith("butler.yaml:2: is not UTF-8: the byte F6 is invalid here");

    [Fact]
    public void A_value_that_a_comment_cuts_off_is_a_warning() =>
        LoadedConfiguration.Read(
            Reading.Butler,
            "butler.yaml",
            Encoding.UTF8.GetBytes("channels:\n  ops:\n    type: slack\n    url: https://hook\n    username: Qlik Sense #1\n" + Routes),
            _ => null)
            .Warnings.ShouldHaveSingleItem().ToString().ShouldStartWith(
                "butler.yaml:5:26: what follows # is a comment and not part of the value");

    [Fact]
    public void A_file_with_any_slip_in_it_gives_faults_or_options()
    {
        var text = File.ReadAllText(Repository.PathOf("docs/butler.full.yaml"));
        MutatedText.ReadAll(text, 900, bytes =>
            LoadedConfiguration.Read(Reading.Butler, "butler.yaml", bytes, _ => "https://example.com/x")).ShouldBeGreaterThan(500);
    }

    private static string Fault(byte[] content) => Should.Throw<ConfigurationException>(() =>
        LoadedConfiguration.Read(Reading.Butler, "butler.yaml", content, _ => null)).Faults.ShouldHaveSingleItem().ToString();
}
