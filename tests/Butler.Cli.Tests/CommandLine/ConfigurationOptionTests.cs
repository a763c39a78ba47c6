using System.CommandLine;
using Butler.Cli.Check;
using Butler.Cli.Preview;
using Butler.Cli.TestFire;
using Butler.Cli.Up;

namespace Butler.Cli.Tests.CommandLine;

public sealed class ConfigurationOptionTests
{
    public static TheoryData<string, string> Commands() => new()
    {
        { "preview sense.reload.failed", "--config" },
        { "test-fire ops", "--config" },
        { "check", "--config" },
        { "check", "--relay-config" },
        { "up", "--config" },
        { "up", "--relay-config" },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_file_that_is_not_there_is_named_with_its_option_and_full_path(string command, string option)
    {
        var root = new RootCommand { PreviewCommand.Create(), TestFireCommand.Create(), CheckCommand.Create(), UpCommand.Create() };
        root.Parse($"{command} {option} nosuch.yaml").Errors.Select(e => e.Message).ShouldBe(
            [$"{option}: there is no file {Path.GetFullPath("nosuch.yaml")}"]);
    }
}
