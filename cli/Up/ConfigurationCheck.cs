using Butler.Cli.Up.Processes;

namespace Butler.Cli.Up;

/// <summary>Has the function app read its file before anything is started; the relay reads its own as it starts, and says what is wrong with it.</summary>
internal static class ConfigurationCheck
{
    /// <exception cref="UpException">With all faults of the file.</exception>
    public static async Task RunAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        var result = await ShortCommand.RunAsync(new ChildStart(Binaries.Functions, ["check"]) { Environment = settings }, cancellationToken);
        if (result.ExitCode != 0)
        {
            var faults = result.Error.Trim() is { Length: > 0 } error ? error : $"exit code {result.ExitCode}";
            throw new UpException($"faulty configuration{Environment.NewLine}{faults}");
        }
    }
}
