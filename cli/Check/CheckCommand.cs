using System.CommandLine;
using Butler.Cli.CommandLine;
using Butler.Cli.Programs;
using Butler.Local.Processes;

namespace Butler.Cli.Check;

/// <summary><c>butler check</c>: lets both programs read their files and templates, and lists all faults together.</summary>
internal static class CheckCommand
{
    public static Command Create() => Create(Environment.GetEnvironmentVariable);

    /// <summary>Like <see cref="Create()"/>, with the given environment.</summary>
    public static Command Create(Func<string, string?> environment)
    {
        var config = new Option<FileInfo>("--config")
        {
            Description = "The function app's butler.yaml; left out, the file in BUTLER_CONFIG.",
            HelpName = "file",
        };
        var relayConfig = new Option<FileInfo>("--relay-config")
        {
            Description = "The relay's relay.yaml; left out, the file in BUTLER_RELAY_CONFIG.",
            HelpName = "file",
        };
        config.MustExist();
        relayConfig.MustExist();
        var create = new Option<bool>("--create") { Description = "Creates the databases of InfluxDB 1 channels that do not exist." };
        var command = new Command("check", "Check butler.yaml with its templates, relay.yaml, or both.") { config, relayConfig, create };
        command.SetAction((parsed, cancellationToken) => FunctionsVerb.TryAsync("check", parsed, async () =>
        {
            var checks = new List<ChildStart>();
            Add(
                Binaries.Functions, parsed.GetValue(create) ? ["check", "--create"] : ["check"], "BUTLER_CONFIG",
                parsed.GetValue(config)?.FullName ?? environment("BUTLER_CONFIG"));
            Add(
                Binaries.Relay, ["check-config"], "BUTLER_RELAY_CONFIG",
                parsed.GetValue(relayConfig)?.FullName ?? environment("BUTLER_RELAY_CONFIG"));
            if (checks.Count == 0)
            {
                throw new RefusedCommandException("name what to check: --config butler.yaml, --relay-config relay.yaml, or both");
            }

            var results = await Task.WhenAll(checks.Select(check => ShortCommand.RunAsync(check, cancellationToken)));
            foreach (var result in results)
            {
                await parsed.InvocationConfiguration.Output.WriteAsync(result.Output);
                await parsed.InvocationConfiguration.Error.WriteAsync(result.Error);
            }

            return results.Max(result => result.ExitCode);

            void Add(string program, string[] verb, string variable, string? file)
            {
                if (file is not null)
                {
                    checks.Add(Binaries.Start(program, verb) with { Environment = new Dictionary<string, string> { [variable] = file } });
                }
            }
        }));
        return command;
    }
}
