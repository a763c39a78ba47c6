using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Setup.Installing;
using Butler.RelayAgent.Setup.Linux;

namespace Butler.RelayAgent.Tests.Setup;

/// <summary>What the installation takes from the operator, and what it writes for systemd.</summary>
public sealed class InstallInputTests : IDisposable
{
    private const string Good = "Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=n;SharedAccessKey=aHVudGVyMg==";
    private readonly string directory = Directory.CreateTempSubdirectory("butler-input-").FullName;
    private readonly StringWriter output = new();

    private string Configuration => Path.Combine(directory, "relay.yaml");

    public InstallInputTests() => File.WriteAllText(Configuration, "serviceBus: { connection: \"${BUTLER_SERVICEBUS}\" }");

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void The_connection_string_comes_from_standard_input_or_a_file()
    {
        Collect(Input(Good + "\n"), "--service-bus", "-").ShouldBe([new("BUTLER_SERVICEBUS", Good)]);
        var file = Path.Combine(directory, "secret");
        File.WriteAllText(file, Good);
        Collect(Input(""), "--service-bus", file).ShouldBe([new("BUTLER_SERVICEBUS", Good)]);
    }

    [Fact]
    public void Several_connection_strings_may_stand_on_lines_of_their_own() =>
        Collect(Input($"{Good};EntityPath=events\n  {Good};EntityPath=replies\r\n"), "--service-bus", "-").ShouldBe(
            [new("BUTLER_SERVICEBUS", $"{Good};EntityPath=events {Good};EntityPath=replies")]);

    [Fact]
    public void It_is_asked_for_without_being_shown_and_again_when_it_is_faulty()
    {
        Collect(Typed("oops=1\n" + "x\b" + Good + "\n")).ShouldBe([new("BUTLER_SERVICEBUS", Good)]);
        output.ToString().ReplaceLineEndings("\n").ShouldBe(
            "Service Bus connection string, or https://NAMESPACE.servicebus.windows.net (not shown): \n"
            + "The Service Bus connection string lacks Endpoint=sb://...\n"
            + "Service Bus connection string, or https://NAMESPACE.servicebus.windows.net (not shown): \n");
    }

    [Theory]
    [InlineData("", "--service-bus: there is nothing in it; give the secret alone")]
    [InlineData("'hunter2'", "--service-bus: it has quotes, backslashes or control characters; give the secret alone")]
    [InlineData("a=hunter2", "--service-bus: The Service Bus connection string lacks Endpoint=sb://...")]
    public void A_faulty_one_is_refused_without_being_shown(string text, string expected) =>
        Should.Throw<IOException>(() => Collect(Input(text), "--service-bus", "-")).Message.ShouldBe(expected);

    [Fact]
    public void Without_a_keyboard_it_says_how_to_give_it() =>
        Should.Throw<IOException>(() => Collect(Input(""))).Message.ShouldBe(
            "No Service Bus connection string is known. Give it on standard input: install --service-bus - < FILE, or name a file: install "
                + "--service-bus FILE");

    [Theory]
    [InlineData("serviceBus: { connection: \"https://x.servicebus.windows.net\" }")]
    [InlineData("serviceBus: { connection: \"${OTHER}\" }")]
    public void What_the_configuration_says_itself_is_not_asked_for(string text)
    {
        File.WriteAllText(Configuration, text);
        Collect(Input("")).ShouldBeEmpty();
    }

    [Fact]
    public void What_is_stored_is_not_asked_for_again_but_a_command_key_is_added()
    {
        File.WriteAllText(EnvironmentFile.Beside(Configuration), $"BUTLER_SERVICEBUS={Good}\n");
        Collect(Input(new string('k', 32)), "--command-key", "-").ShouldBe([new("BUTLER_COMMAND_KEY", new string('k', 32))]);
        Should.Throw<IOException>(() => Collect(Input("short"), "--command-key", "-")).Message.ShouldBe(
            "--command-key: a command key has at least 32 characters; butler relay-key prints it");
    }

    [Theory]
    [InlineData("--nonsense", "is unknown, or lacks its value.")]
    [InlineData("--into", "is unknown, or lacks its value.")]
    [InlineData("--nonsense value", "is unknown.")]
    public void An_option_that_it_does_not_know_is_named_with_those_that_it_knows(string words, string problem) =>
        Should.Throw<IOException>(() => InstallOptions.Parse(words.Split(' '))).Message
            .ShouldBe($"{words.Split(' ')[0]} {problem}\n{InstallOptions.Usage}");

    [Fact]
    public void The_file_of_variables_is_read_as_systemd_reads_it_and_the_process_wins()
    {
        File.WriteAllText(
            EnvironmentFile.Beside(Configuration),
            "# comment\n; comment\n\nA=1\nB = \"two words\" \nC='x=y'\nnot a variable\nD=\nE=file\n");
        var process = new Dictionary<string, string> { ["BUTLER_RELAY_CONFIG"] = Configuration, ["E"] = "process" };
        var variables = EnvironmentFile.Under(process.GetValueOrDefault);
        new[] { "A", "B", "C", "D", "E", "F", "BUTLER_RELAY_CONFIG" }.Select(variables).ShouldBe(
            ["1", "two words", "x=y", "", "process", null, Configuration]);
    }

    [Fact]
    public void The_unit_runs_as_a_user_of_its_own_that_may_do_little() => Repository.ShouldMatch(
        "tests/Butler.RelayAgent.Tests/Setup/Expected/butler-relay.service",
        SystemdUnit.Text("/opt/butler-relay/butler-relay", "/etc/butler-relay/relay.yaml"));

    [Fact]
    public void The_configuration_that_is_in_use_is_read_from_the_unit()
    {
        SystemdUnit.ConfigurationOf(SystemdUnit.Text("/opt/butler-relay/butler-relay", "/srv/my relay/relay.yaml"))
            .ShouldBe("/srv/my relay/relay.yaml");
        SystemdUnit.ConfigurationOf("[Service]\nExecStart=/bin/true\n").ShouldBeNull();
    }

    private IEnumerable<KeyValuePair<string, string>> Collect(SecretInput input, params string[] words) =>
        InstallSecrets.Collect(InstallOptions.Parse(words), input, Configuration);

    private SecretInput Input(string text) => new(new StringReader(text), output, keyboard: null);

    private SecretInput Typed(string text)
    {
        var keys = new Queue<char>(text);
        return new SecretInput(new StringReader(""), output, () => keys.Dequeue() switch
        {
            '\n' => new ConsoleKeyInfo('\r', ConsoleKey.Enter, shift: false, alt: false, control: false),
            '\b' => new ConsoleKeyInfo('\b', ConsoleKey.Backspace, shift: false, alt: false, control: false),
            var key => new ConsoleKeyInfo(key, ConsoleKey.None, shift: false, alt: false, control: false),
        });
    }
}
