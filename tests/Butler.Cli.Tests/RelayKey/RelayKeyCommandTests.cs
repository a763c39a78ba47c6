using System.CommandLine;
using Butler.Cli.RelayKey;
using MasterKey = Butler.Core.Commands.MasterKey;

namespace Butler.Cli.Tests.RelayKey;

public sealed class RelayKeyCommandTests : IDisposable
{
    private const string Master = "0123456789abcdef0123456789abcdef";
    private const string Key = "d1243cc696f9db156e49559732bcf008a2cfc37ed88eb2fe559734b4111e0e4b";

    private readonly string file = Path.GetTempFileName();
    private readonly Dictionary<string, string?> environment = [];
    private string input = "";

    [Fact]
    public void The_key_is_derived_from_the_environment_variable()
    {
        environment["BUTLER_COMMAND_KEY"] = Master;

        Run("--site", "default", "--relay", "relay-1").ShouldBe((0, Key, ""));
    }

    [Fact]
    public void The_key_is_derived_from_a_file_or_from_standard_input()
    {
        File.WriteAllText(file, Master + "\n");
        input = Master + "\r\n";

        Run("--site", "default", "--relay", "relay-1", "--master-file", file).ShouldBe((0, Key, ""));
        Run("--site", "default", "--relay", "relay-1", "--master-file", "-").ShouldBe((0, Key, ""));
    }

    [Fact]
    public void A_new_master_key_is_one_that_keys_can_be_derived_from()
    {
        var (exitCode, output, error) = Run("--new-master");

        (exitCode, error).ShouldBe((0, ""));
        MasterKey.TryRead(output, out _).ShouldBeNull();
        Run("--new-master").Output.ShouldNotBe(output);
    }

    [Theory]
    [InlineData(
        null,
        "butler relay-key: the master key in the environment variable BUTLER_COMMAND_KEY is not set; make one with \"butler relay-key "
            + "--new-master\"")]
    [InlineData(
        "tooshort",
        "butler relay-key: the master key in the environment variable BUTLER_COMMAND_KEY is shorter than 32 bytes; make one with \"butler "
            + "relay-key --new-master\"")]
    public void A_missing_or_short_master_key_says_how_to_make_one(string? master, string problem)
    {
        environment["BUTLER_COMMAND_KEY"] = master;

        Run("--site", "default", "--relay", "relay-1").ShouldBe((2, "", problem));
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var (exitCode, output, error) = Run("--site", "s", "--relay", "r", "--master-file", file + ".none");

        (exitCode, output).ShouldBe((2, ""));
        error.ShouldStartWith("butler relay-key: the master key cannot be read: ");
        error.ShouldContain(file + ".none");
    }

    [Theory]
    [InlineData("--site s")]
    [InlineData("--relay r")]
    [InlineData("")]
    [InlineData("--new-master --site s")]
    public void What_does_not_go_together_is_refused(string arguments) =>
        Command().Parse(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Errors.ShouldHaveSingleItem();

    public void Dispose() => File.Delete(file);

    private Command Command() => RelayKeyCommand.Create(name => environment.GetValueOrDefault(name), new StringReader(input));

    private (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = Command().Parse(arguments).Invoke(new InvocationConfiguration { Output = output, Error = error });
        return (exitCode, output.ToString().Trim(), error.ToString().Trim());
    }
}
