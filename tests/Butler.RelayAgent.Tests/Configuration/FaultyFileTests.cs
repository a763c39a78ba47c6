using System.Text;
using System.Text.RegularExpressions;
using Butler.Core.Configuration;
using Butler.RelayAgent.Configuration;

namespace Butler.RelayAgent.Tests.Configuration;

/// <summary>A <c>relay.yaml</c> that is not what people meant gives faults and warnings, never an exception.</summary>
public sealed partial class FaultyFileTests : IDisposable
{
    private const string Bus =
        "serviceBus: { connection: 'Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=n;SharedAccessKey=a2V5' }\n";
    private readonly string path = Path.Combine(Directory.CreateTempSubdirectory("butler-faulty-").FullName, "relay.yaml");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);

    [Theory]
    [InlineData("relay: { name: n, environment: #prod }\n" + Bus, ":1:32: is not valid YAML: # begins a comment")]
    [InlineData("serviceBus: { connection: ${BUTLER_SERVICEBUS} }\n", ":1:27: is not valid YAML: ${...} within { }")]
    [InlineData(Bus + "relay:\n\tname: n\n", ":3:1: is not valid YAML: the line is indented with a tab")]
    [InlineData(
        Bus + "engine: { url: 'wss://s:4747', user: \"INTERNAL\\sa_api\" }\n",
        ":2:47: is not valid YAML: a backslash in double quotes")]
    [InlineData(Bus + "mqtt:\n  broker: b\n  startTaskTopic: *\n", ":4:19: is not valid YAML: a value that begins with *")]
    [InlineData(
        Bus + "relay: { name: n }\nrelay: { name: m }\n",
        ":3:1: is not valid YAML: the key \"relay\" stands here a second time (first in line 2)")]
    public void A_mistake_is_one_fault_with_its_place(string text, string expected) =>
        Fault(Encoding.UTF8.GetBytes(text)).ShouldStartWith(path + expected);

    [Fact]
    public void A_file_saved_as_ANSI_is_a_fault_with_its_line() =>
        Fault(Encoding.Latin1.GetBytes(Bus + "relay: { environment: Försäljning }\n"))
            .ShouldStartWith(path + ":2: is not UTF-8: the byte F6 is invalid here");

    [Fact]
    public void A_file_of_Notepad_is_read()
    {
        var text = (Bus + "relay: { environment: Försäljning }\n").ReplaceLineEndings("\r\n");
        Read([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)], out _).Relay.Environment.ShouldBe("Försäljning");
        Read([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)], out _).Relay.Environment.ShouldBe("Försäljning");
    }

    [Fact]
    public void A_value_that_a_comment_cuts_off_is_a_warning()
    {
        Read(Encoding.UTF8.GetBytes(Bus + "relay:\n  environment: prod #1\n"), out var warnings).Relay.Environment.ShouldBe("prod");
        warnings.ShouldHaveSingleItem().ToString().ShouldStartWith(path + ":3:21: what follows # is a comment and not part of the value");
    }

    [Fact]
    public void A_file_with_any_slip_in_it_gives_faults_or_options()
    {
        var text = YamlBlock().Matches(File.ReadAllText(Repository.PathOf("docs/configure.md"))).Select(m => m.Groups[1].Value)
            .Single(b => b.StartsWith("relay:", StringComparison.Ordinal));
        MutatedText.ReadAll(text, 1000, bytes => Read(bytes, out _)).ShouldBeGreaterThan(500);
    }

    private string Fault(byte[] content) =>
        Should.Throw<ConfigurationException>(() => Read(content, out _)).Faults.ShouldHaveSingleItem().ToString();

    private RelayOptions Read(byte[] content, out IReadOnlyList<ConfigurationFault> warnings)
    {
        File.WriteAllBytes(path, content);
        return RelayConfiguration.Read(
            name => name == RelayConfiguration.ConfigPathVariable ? path : null, out warnings);
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex YamlBlock();
}
