using System.CommandLine;
using Butler.Cli.CommandLine;
using Butler.Cli.RunningApp;
using Butler.Local.Processes;

namespace Butler.Cli.Programs;

/// <summary>Runs commands of <c>butler-functions</c>, which has the templates and the configuration's environment.</summary>
internal static class FunctionsVerb
{
    public static async Task<int> RunAsync(
        string verb, IEnumerable<string> arguments, ParseResult parsed, Option<FileInfo> config, CancellationToken cancellationToken)
    {
        var start = Binaries.Start(Binaries.Functions, [verb, .. arguments]) with
        {
            Environment = parsed.GetValue(config) is { } file ? new Dictionary<string, string> { ["BUTLER_CONFIG"] = file.FullName } : [],
        };
        var result = await ShortCommand.RunAsync(start, cancellationToken);
        await parsed.InvocationConfiguration.Output.WriteAsync(result.Output);
        if (result.Error.Length > 0)
        {
            await parsed.InvocationConfiguration.Error.WriteAsync($"butler {verb}: {result.Error}");
        }

        return result.ExitCode;
    }

    /// <summary>The options that have a value, with their values, as arguments.</summary>
    public static IEnumerable<string> Given(ParseResult parsed, params IReadOnlyList<Option<string?>> options) =>
        options.SelectMany(option => parsed.GetValue(option) is { } value ? [option.Name, value] : (string[])[]);

    /// <summary>Runs a command; a failure is one line and exit code 2.</summary>
    public static async Task<int> TryAsync(string verb, ParseResult parsed, Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception e) when (e is ApiException or RefusedCommandException or ChildStartException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"butler {verb}: {e.Message}");
            return ExitCodes.Refused;
        }
    }
}
