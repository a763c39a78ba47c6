using System.CommandLine;
using Butler.Cli.CommandLine;
using MasterKey = Butler.Core.Commands.MasterKey;

namespace Butler.Cli.RelayKey;

/// <summary>
/// <c>butler relay-key</c>: derives a relay's command key from the master key, or generates a master key. The master key is never an
/// argument, because every user of a machine can read arguments.
/// </summary>
internal static class RelayKeyCommand
{
    /// <summary>The app setting that holds the master key, and the variable from which this command reads it.</summary>
    public const string Variable = "BUTLER_COMMAND_KEY";

    public static Command Create() => Create(Environment.GetEnvironmentVariable, Console.In);

    /// <summary>Like <see cref="Create()"/>, with the given environment and input.</summary>
    public static Command Create(Func<string, string?> environment, TextReader input)
    {
        var site = new Option<string?>("--site") { Description = "The relay's site, as relay.site in its file.", HelpName = "site" };
        var relay = new Option<string?>("--relay") { Description = "The relay's name, as relay.name in its file.", HelpName = "name" };
        var file = new Option<string?>("--master-file")
        {
            Description = $"A file that holds the master key; - for standard input. Without it the environment variable {Variable} is "
                + $"read.",
            HelpName = "file",
        };
        var fresh = new Option<bool>("--new-master") { Description = $"Make a new master key, for the app setting {Variable}." };
        var command = new Command(
            "relay-key", "Derive a relay's command key (commands.key in relay.yaml) from the function app's master key.")
        {
            site, relay, file, fresh,
        };
        command.Validators.Add(result =>
        {
            var isFresh = result.GetValue(fresh);
            if (isFresh && (result.GetValue(site) ?? result.GetValue(relay) ?? result.GetValue(file)) is not null)
            {
                result.AddError("--new-master excludes the other options: first make a master key, then derive each relay's key from it.");
            }
            else if (!isFresh && (string.IsNullOrWhiteSpace(result.GetValue(site)) || string.IsNullOrWhiteSpace(result.GetValue(relay))))
            {
                result.AddError(
                    "--site and --relay are needed, as relay.site and relay.name in the relay's file; or --new-master.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (parsed.GetValue(fresh))
            {
                await output.WriteLineAsync(MasterKey.Generate());
                return ExitCodes.Success;
            }

            try
            {
                var (text, from) = parsed.GetValue(file) switch
                {
                    null => (environment(Variable), $"the environment variable {Variable}"),
                    "-" => (await input.ReadToEndAsync(cancellationToken), "standard input"),
                    var path => (await File.ReadAllTextAsync(path, cancellationToken), path),
                };
                if (MasterKey.TryRead(text, out var master) is { } problem)
                {
                    await error.WriteLineAsync($"butler relay-key: the master key in {from} {problem}");
                    return ExitCodes.Refused;
                }

                await output.WriteLineAsync(master!.ForRelay(parsed.GetValue(site)!, parsed.GetValue(relay)!));
                return ExitCodes.Success;
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                await error.WriteLineAsync($"butler relay-key: the master key cannot be read: {unreadable.Message}");
                return ExitCodes.Refused;
            }
        });
        return command;
    }
}
